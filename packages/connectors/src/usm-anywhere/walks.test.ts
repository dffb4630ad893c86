import { afterEach } from 'vitest';
import { closeOpened, describeWalks } from '../conformance.ts';
import { usmAlarms, usmEvents, usmFixture } from './conformance.ts';

afterEach(closeOpened);

describeWalks('usm-anywhere alarms', usmFixture, usmAlarms);
describeWalks('usm-anywhere events', usmFixture, usmEvents);
