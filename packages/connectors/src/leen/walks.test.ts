import { afterEach } from 'vitest';
import { closeOpened, describeWalks } from '../conformance.ts';
import { leenFindings, leenFixture } from './conformance.ts';

afterEach(closeOpened);

describeWalks('leen findings', leenFixture, leenFindings);
