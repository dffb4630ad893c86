import { afterEach } from 'vitest';
import { closeOpened, describeWalks } from '../conformance.ts';
import { kumaAlerts, kumaAlertsByActivity, kumaFixture } from './conformance.ts';

afterEach(closeOpened);

describeWalks('kuma alerts by first seen', kumaFixture, kumaAlerts);
describeWalks('kuma alerts by last seen', kumaFixture, kumaAlertsByActivity);
