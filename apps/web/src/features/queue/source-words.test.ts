import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toAllWords, toGaps, toSourceWords, toToldSources } from './source-words.ts';
import { source } from './testing/rows.ts';

const minute = 60_000;
const clock = (at: number) => `minute ${at / minute}`;
const range = { from: 0, to: 100 * minute };
const options = { range, now: range.to, clock };
const whole = [range];

describe('what is said of a source', () => {
  it('says nothing of one that was read whole', () => {
    expect(toSourceWords(source({ covered: whole }), options)).toBeUndefined();
  });

  it.each([
    ['the end is missing', [{ from: 0, to: 40 * minute }], 'Its findings after minute 40 are missing.'],
    [
      'the beginning is missing',
      [{ from: 40 * minute, to: range.to }],
      'Its findings before minute 40 are not here yet.',
    ],
    [
      'the middle is missing',
      [
        { from: 0, to: 40 * minute },
        { from: 60 * minute, to: range.to },
      ],
      'Its findings from minute 40 to minute 60 are missing.',
    ],
    ['nothing was read', [], 'Nothing of this range is here yet.'],
  ])('names the part that is not here: %s', (_, covered, said) => {
    expect(toSourceWords(source({ state: 'partial', covered }), options)?.rest).toBe(said);
  });

  it('names who failed, with what, and when it is asked again', () => {
    const failed = source({
      state: 'failed',
      code: 'timeout',
      covered: [{ from: 0, to: 40 * minute }],
      retryAt: 101 * minute,
    });
    const words = toSourceWords(failed, options);
    expect(words?.lead).toBe('Acme timed out.');
    expect(words?.rest).toBe('Its findings after minute 40 are missing. Asking again at minute 101.');
  });

  it('never leaves out that something is missing, whatever the state', () => {
    for (const state of ['partial', 'failed', 'throttled', 'unauthorised', 'stale'] as const) {
      const words = toSourceWords(source({ state, covered: [{ from: 0, to: 40 * minute }] }), options);
      expect(`${words?.lead} ${words?.rest}`, state).toContain('Its findings after minute 40 are missing.');
    }
  });

  it('says once what is the same of several, and names each of them', () => {
    const covered = [{ from: 40 * minute, to: range.to }];
    const told = toToldSources(
      [
        source({ state: 'partial', covered }),
        source({ id: 'b', label: 'Bolt', state: 'partial', covered }),
        source({ id: 'c', label: 'Core', state: 'failed', covered }),
        source({ id: 'd', label: 'Dune', covered: whole }),
      ],
      options,
    );
    expect(told.map(({ lead, rest }) => `${lead} ${rest}`)).toEqual([
      'Acme and Bolt were not read whole. Their findings before minute 40 are not here yet.',
      'Core could not be asked. Its findings before minute 40 are not here yet.',
    ]);
  });

  it('counts the sources as a person does', () => {
    expect([1, 2, 4].map(toAllWords)).toEqual(['The only source', 'Both sources', 'All four sources']);
  });
});

describe('the gaps of a range', () => {
  it('with what was read they make up the whole range, and neither overlaps the other', () => {
    const part = fc.tuple(fc.nat(100), fc.nat(100)).map(([a, b]) => ({
      from: Math.min(a, b) * minute,
      to: Math.max(a, b) * minute,
    }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (covered) => {
        const gaps = toGaps(covered, range);
        for (let at = 0; at < 100; at += 1) {
          const middle = at * minute + minute / 2;
          const isIn = ({ from, to }: { from: number; to: number }) => from <= middle && middle < to;
          expect(gaps.filter(isIn).length).toBe(covered.some(isIn) ? 0 : 1);
        }
      }),
    );
  });
});
