import { type FaultCase, faultCases, type Random } from '@watchfloor/connectors/conformance';
import type { StagedVendor } from './staged-vendors.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

type Fault = NonNullable<FaultCase['fault']>;

/**
 * Those that are over as soon as they are met. A page that comes again is told from a right one by the page before it
 * alone, so that it has rounds of its own, in which one list is read and nothing else.
 */
export const quickFaults: readonly Fault[] = [
  ...faultCases.flatMap(({ fault }) => (fault && isQuick(fault) && fault.kind !== 'repeat-page' ? [fault] : [])),
  // One record among good ones; the suite of the connectors has the list as a whole.
  ...(['not-object', 'null-record', 'wrong-types'] as const).map((drift): Fault => ({ kind: 'schema-drift', drift })),
  { kind: 'hostile-record' },
];

function isQuick({ kind, retryAfter }: Fault): boolean {
  return !['hang', 'drip', 'oversize', 'gzip-bomb'].includes(kind) && retryAfter === undefined;
}

/** Failures of these in a row have a vendor left alone for ten seconds. */
const breaks = ({ kind, status = 200 }: Fault) =>
  status >= 500 || ['reset', 'reset-body', 'cut', 'hang', 'drip'].includes(kind);

/** How many requests met a fault. */
export const metBy = ({ simulator }: StagedVendor) =>
  simulator.requests.filter(({ fault }) => fault !== undefined).length;

const roundMaxMs = 1_500;
const wakeEveryMs = 40;

/**
 * One round: faults are put in the way of the next requests, wherever those go, and the list changes while they are met.
 * @returns what was claimed wrongly meanwhile
 */
export async function runRound(
  world: World,
  vendor: StagedVendor,
  witness: Witness,
  random: Random,
  faults: readonly Fault[],
): Promise<string[]> {
  const { simulator, id, tokenPath } = vendor;
  if (tokenPath && random.chance(0.05)) inject(vendor, random.pick(faults), { path: tokenPath, count: 1 });
  for (let n = 4 + random.below(5); n > 0; n -= 1) {
    const fault = random.pick(faults);
    const count = breaks(fault) ? 1 + random.below(random.chance(0.1) ? 4 : 2) : 1 + random.below(8);
    inject(vendor, fault, { count, skip: random.below(3) });
  }
  let changes = 1 + random.below(2);
  simulator.beforeResponse = () => {
    if (changes-- <= 0) return;
    vendor.disturb(random);
    witness.note();
  };
  const false_: string[] = [];
  const endsAt = Date.now() + roundMaxMs;
  while (simulator.faults.pending.length > 0 && Date.now() < endsAt) {
    await world.sync.wake(id);
    await new Promise((resolve) => setTimeout(resolve, wakeEveryMs));
    // What a vendor asks for is waited out elsewhere: here it would be most of the time.
    if (random.chance(0.1)) await world.endPauses(vendor);
    if (random.chance(0.1)) false_.push(...(await witness.findFalseClaims(world.database)));
  }
  simulator.faults.clear();
  simulator.beforeResponse = undefined;
  return [...false_, ...(await witness.findFalseClaims(world.database))];
}

function inject(
  { simulator }: StagedVendor,
  fault: Fault,
  rest: { path?: string; count: number; skip?: number },
): void {
  simulator.faults.next({ ...fault, ...rest });
}
