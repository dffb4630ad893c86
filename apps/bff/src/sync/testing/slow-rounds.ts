import { type FaultCase, faultCases, type Random } from '@watchfloor/connectors/conformance';
import type { StagedVendor } from './staged-vendors.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Faults that are waited for, or that are done to the way there or to the clock: each of them once. */
export const slowCases: readonly FaultCase[] = faultCases.filter(
  ({ fault, line, clockMs }) =>
    line !== undefined ||
    clockMs !== undefined ||
    (fault && (['hang', 'drip', 'oversize', 'gzip-bomb'].includes(fault.kind) || fault.retryAfter !== undefined)),
);

/** @returns what went wrong, in words */
export async function meetSlowly(
  world: World,
  vendor: StagedVendor,
  witness: Witness,
  random: Random,
  slow: FaultCase,
): Promise<string[]> {
  const { simulator, id } = vendor;
  const change = () => {
    vendor.disturb(random);
    witness.note();
  };
  const look = async () => (await witness.findFalseClaims(world.database)).map((claim) => `${slow.name}: ${claim}`);
  if (slow.line) {
    await simulator.setListening(slow.line === 'silent' ? 'silent' : false);
    change();
    await world.sync.wake(id);
    await wait(4_000);
    const wrong = await look();
    await simulator.setListening(true);
    return wrong;
  }
  if (slow.clockMs !== undefined) return meetClock(world, vendor, witness, slow.clockMs, look);
  if (!slow.fault) return [];
  simulator.faults.next({ ...slow.fault, count: 1 });
  const before = simulator.requests.length;
  const met = () => simulator.requests.slice(before).find(({ fault }) => fault !== undefined);
  for (let tries = 0; !met() && tries < 300; tries += 1) {
    await world.sync.wake(id);
    await wait(100);
  }
  simulator.faults.clear();
  change();
  const at = met()?.at;
  if (at === undefined) return [`${id}: ${slow.name} was never met`];
  const { retryAfter } = slow.fault;
  const wrong = await look();
  if (retryAfter !== undefined) wrong.push(...(await expectLeftAlone(world, vendor, slow, at)));
  else await answeredAfter(vendor, at);
  return [...wrong, ...(await look())];
}

/** What a vendor asks to be left alone for is kept to, however often somebody asks for the newest. */
async function expectLeftAlone(world: World, vendor: StagedVendor, slow: FaultCase, at: number): Promise<string[]> {
  const { simulator, id } = vendor;
  // A day is looked at for a moment.
  const aloneMs = (slow.retryAfterS ?? 0) > 60 ? 4_000 : (slow.retryAfterS ?? 0) * 1_000 - 500;
  // What was under way when it refused is not called back.
  await wait(300);
  const before = simulator.requests.length;
  while (Date.now() < at + aloneMs - 500) {
    await world.sync.wake(id);
    await wait(400);
  }
  const calls = simulator.requests.slice(before).map(({ at: asked, path }) => `${path} after ${asked - at} ms`);
  if (slow.fault?.retryAfter === 'day') await world.endPauses(vendor);
  return calls.length === 0 ? [] : [`${id}: ${slow.name}, and it was asked: ${calls.join(', ')}`];
}

async function answeredAfter({ simulator }: StagedVendor, at: number): Promise<void> {
  const mostMs = 45_000;
  const isAnswer = (request: { at: number; fault?: string; status: number }) =>
    request.at > at && request.fault === undefined && request.status === 200;
  while (!simulator.requests.some(isAnswer) && Date.now() < at + mostMs) await wait(200);
}

/** The vendor stamps what happens with a clock that is off; then it is set right. */
async function meetClock(
  world: World,
  vendor: StagedVendor,
  witness: Witness,
  clockMs: number,
  look: () => Promise<string[]>,
): Promise<string[]> {
  const wrong: string[] = [];
  vendor.simulator.clock.advance(clockMs);
  for (let n = 0; n < 5; n += 1) {
    vendor.insertAt(Date.now() + clockMs);
    witness.note();
    await world.sync.wake(vendor.id);
    await wait(300);
    wrong.push(...(await look()));
  }
  vendor.simulator.clock.advance(-clockMs);
  return wrong;
}
