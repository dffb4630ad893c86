import { describeWalks } from '../conformance.ts';
import { usmAlarms, usmEvents, usmFixture } from './conformance.ts';

describeWalks('usm-anywhere alarms', usmFixture, usmAlarms);
describeWalks('usm-anywhere events', usmFixture, usmEvents);
