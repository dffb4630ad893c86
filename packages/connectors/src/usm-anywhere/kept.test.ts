import { describeKept } from '../conformance.ts';
import { usmAlarms, usmEvents, usmFixture } from './conformance.ts';

describeKept('usm-anywhere alarms', usmFixture, usmAlarms);
describeKept('usm-anywhere events', usmFixture, usmEvents);
