import { describeWalks } from '../conformance.ts';
import { kumaAlerts, kumaAlertsByActivity, kumaFixture } from './conformance.ts';

describeWalks('kuma alerts by first seen', kumaFixture, kumaAlerts);
describeWalks('kuma alerts by last seen', kumaFixture, kumaAlertsByActivity);
