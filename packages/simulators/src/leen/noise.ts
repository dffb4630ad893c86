import type { JsonObject } from '../json.ts';
import { createWeightedPicker, draw, drawInt, hash32 } from '../scenario/prng.ts';
import { actorsFor } from './actors.ts';
import { analytics } from './analytics.ts';
import { CLOSE, CREATE, severityIds, UPDATE } from './enums.ts';
import { buildFinding } from './finding-records.ts';
import type { LeenStore } from './store.ts';

const pickAnalytic = createWeightedPicker(analytics.map(({ weight }) => weight));
const MINUTE_MS = 60_000;
const { HIGH = 4, OTHER = 99 } = severityIds;

/** Adds one finding of the background with its series, as far as it had happened by `untilMs`. */
export function appendNoiseFinding(
  store: LeenStore,
  made: { created: number; untilMs: number; syncedAt: (time: number) => number; severityMax: number },
): number[] {
  const finding = store.nextFinding();
  const key = hash32(store.key, finding);
  const index = pickAnalytic(draw(key, 1));
  const analytic = analytics[index] ?? analytics[0];
  if (!analytic) throw new Error('no analytics');
  const drawn = analytic.severities[drawInt(key, 2, analytic.severities.length)] ?? 2;
  // Old items have now and then a severity outside the usual ladder; recent ones would ask for a decision.
  const odd = draw(key, 3) < 0.02 ? (draw(key, 4) < 0.5 ? 0 : OTHER) : undefined;
  const first = made.severityMax > HIGH ? (odd ?? drawn) : Math.min(drawn, made.severityMax);
  const base = { finding, analytic: index, created: made.created };
  const rows: number[] = [];
  let severityId = first;
  let time = made.created;
  for (const [step, activity] of seriesFor(key, first).entries()) {
    if (step > 0) time += (5 + drawInt(key, 30 + step, step === 1 ? 240 : 900)) * MINUTE_MS;
    if (time >= made.untilMs) break;
    const rises = activity === UPDATE && severityId < 3 && draw(key, 40 + step) < 0.4;
    if (rises) severityId = Math.min(made.severityMax, severityId + 1);
    rows.push(store.table.append({ ...base, step, activity, severityId, time, synced: made.syncedAt(time) }));
  }
  return rows;
}

/** The grave are always worked off at the provider; of the rest about half are, some after updates. */
function seriesFor(key: number, severityId: number): number[] {
  const chance = draw(key, 20);
  if (severityId > HIGH && severityId !== OTHER) return [CREATE, UPDATE, CLOSE];
  if (chance < 0.55) return [CREATE];
  if (chance < 0.82) return [CREATE, CLOSE];
  if (chance < 0.92) return [CREATE, UPDATE, CLOSE];
  return [CREATE, UPDATE, UPDATE];
}

/** The background's item, made again from its row. */
export function noiseRecord(store: LeenStore, row: number): JsonObject {
  const { table } = store;
  const finding = table.finding[row] ?? 0;
  const analytic = analytics[table.analytic[row] ?? 0];
  if (!analytic) throw new Error(`row ${row} has no analytic`);
  return buildFinding(analytic, actorsFor(hash32(store.key, finding), analytic), {
    findingUid: store.uidOf(finding),
    itemUid: store.itemIdOf(row),
    activity: table.activity[row] ?? CREATE,
    severityId: table.severityId[row] ?? 0,
    time: table.time[row] ?? 0,
    created: table.created[row] ?? 0,
    synced: table.synced[row] ?? 0,
    sequence: table.step[row] ?? 0,
  });
}
