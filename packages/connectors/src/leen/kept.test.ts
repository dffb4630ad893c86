import { describeKept } from '../conformance.ts';
import { leenFindings, leenFixture } from './conformance.ts';

describeKept('leen findings', leenFixture, leenFindings);
