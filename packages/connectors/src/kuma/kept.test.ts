import { describeKept } from '../conformance.ts';
import { kumaAlerts, kumaFixture } from './conformance.ts';

describeKept('kuma alerts', kumaFixture, kumaAlerts);
