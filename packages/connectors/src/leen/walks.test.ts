import { describeWalks } from '../conformance.ts';
import { leenFindings, leenFixture } from './conformance.ts';

describeWalks('leen findings', leenFixture, leenFindings);
