import type { Decision, DecisionAnswer, Mark, NewDecision } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDesk, type Members, toDecided } from './desk.ts';

const me = { id: 'p1', name: 'Jonas' };
const ana = { id: 'p2', name: 'Ana' };
const fresh: Mark = {
  state: 'new',
  owner: null,
  verdict: null,
  version: 0,
  updatedAt: null,
  updatedBy: null,
  reopened: null,
};
const take: Decision = { kind: 'take' };
const close: Decision = { kind: 'close', verdict: 'benign' };

class Conflict extends Error {
  readonly current: Mark;
  constructor(current: Mark) {
    super('conflict');
    this.current = current;
  }
}

/** Keeps marks as the server does: one version after the other, each key once. */
function createRoom() {
  const marks = new Map<string, Mark>();
  const sent: NewDecision[] = [];
  const shown: [string, Mark, Members][] = [];
  let keys = 0;
  const desk = createDesk({
    me,
    send: async (given) => {
      sent.push(given);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const current = marks.get(given.uid) ?? fresh;
      if (given.version !== current.version) throw new Conflict(current);
      const mark = { ...toDecided(current, given.decision, me), version: current.version + 1, updatedBy: me.name };
      marks.set(given.uid, mark);
      return { mark, entry: `${given.uid} ${mark.version}`, decided: 1, conflicts: [] } satisfies DecisionAnswer;
    },
    readConflict: (error) => (error instanceof Conflict ? error.current : undefined),
    show: (uid, mark, members) => void shown.push([uid, mark, members]),
    newKey: () => `key ${(keys += 1)}`,
  });
  return { desk, marks, sent, shown };
}

describe('a desk', () => {
  it('shows a decision before it is answered, and the server’s word after', async () => {
    const { desk, shown } = createRoom();
    const outcome = desk.decide({ uid: 'a', decision: close, mark: fresh, members: [] });
    expect(shown.at(-1)?.[1]).toMatchObject({ state: 'resolved', verdict: 'benign', version: 0 });
    expect(desk.isBusy()).toBe(true);
    expect((await outcome).kind).toBe('done');
    expect(shown.at(-1)?.[1]).toMatchObject({ state: 'resolved', version: 1, updatedBy: 'Jonas' });
    expect(desk.isBusy()).toBe(false);
  });

  it('loses none of many decisions that are made faster than they are answered', async () => {
    const kinds = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(take, close)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(kinds, async (asked) => {
        const { desk, marks, sent } = createRoom();
        const outcomes = asked.map(([uid, decision]) => desk.decide({ uid, decision, mark: fresh, members: [] }));
        expect((await Promise.all(outcomes)).every(({ kind }) => kind === 'done')).toBe(true);
        expect(new Set(sent.map(({ key }) => key)).size).toBe(asked.length);
        for (const uid of new Set(asked.map(([name]) => name))) {
          const own = asked.filter(([name]) => name === uid);
          expect(marks.get(uid)?.version).toBe(own.length);
          expect(marks.get(uid)?.state).toBe(own.at(-1)?.[1] === take ? 'in_progress' : 'resolved');
        }
      }),
      { numRuns: 20 },
    );
  });

  it('tells of a colleague who was first, shows what they did, and drops what was built on the old state', async () => {
    const { desk, marks, sent, shown } = createRoom();
    const theirs: Mark = { ...fresh, state: 'in_progress', owner: ana, version: 1, updatedBy: 'Ana' };
    marks.set('a', theirs);
    const [first, second] = await Promise.all([
      desk.decide({ uid: 'a', decision: take, mark: fresh, members: [] }),
      desk.decide({ uid: 'a', decision: close, mark: fresh, members: [] }),
    ]);
    expect(first).toEqual({ kind: 'conflict', current: theirs, before: fresh });
    expect(second.kind).toBe('conflict');
    expect(sent.length, 'what was made on a state that is no more is not sent').toBe(1);
    expect(shown.at(-1)?.[1]).toEqual(theirs);
    const replaced = await desk.decide({ uid: 'a', decision: close, mark: theirs, members: [] });
    expect(replaced.kind, 'made on theirs it is kept').toBe('done');
  });

  it('takes back what was shown where the server does not keep it', async () => {
    const shown: Mark[] = [];
    const desk = createDesk({
      me,
      send: () => Promise.reject(new Error('no answer')),
      readConflict: () => undefined,
      show: (_, mark) => void shown.push(mark),
      newKey: () => 'k',
    });
    const outcome = await desk.decide({ uid: 'a', decision: close, mark: fresh, members: [] });
    expect(outcome.kind).toBe('failed');
    expect(shown.at(-1)).toEqual(fresh);
  });

  it('sends the others of a matter with their versions as the last decision left them, and leaves what a colleague has', async () => {
    const given: NewDecision[] = [];
    const left = { uid: 'm2', mark: { ...fresh, version: 4 } };
    const desk = createDesk({
      me,
      send: (decision) => {
        given.push(decision);
        const mark = { ...fresh, version: decision.version + 1 };
        return Promise.resolve({ mark, entry: 'e', decided: 2, conflicts: given.length === 1 ? [left] : [] });
      },
      readConflict: () => undefined,
      show: () => undefined,
      newKey: () => 'k',
    });
    const members = [
      { uid: 'm1', version: 2 },
      { uid: 'm2', version: 0 },
    ];
    const orders = [take, close].map((decision) => desk.decide({ uid: 'a', decision, mark: fresh, members }));
    await Promise.all(orders);
    expect(given.map((one) => one.members)).toEqual([members, [{ uid: 'm1', version: 3 }]]);
  });
});
