import * as z from 'zod/mini';
import { checkKeys } from './check-schema.ts';
import type { Mistake } from './mistake.ts';
import type { YamlSource } from './yaml-source.ts';

const daysMax = 400;
const findingsShape = {
  days: z.optional(z.int('Has to be a whole number.').check(z.gte(0), z.lte(daysMax, `Has to be ${daysMax} or less.`))),
};

export interface FindingSettings {
  /** How far back findings are kept. 0: none are, and no vendor is asked unless somebody does. */
  days: number;
}

const daysDefault = 30;

/** @param data the file's `findings` */
export function readFindingSettings(data: unknown, source: YamlSource, mistakes: Mistake[]): FindingSettings {
  return { days: checkKeys(findingsShape, data, ['findings'], source, mistakes).days ?? daysDefault };
}
