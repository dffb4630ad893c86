import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../http/problem.ts';
import { asOwnPage, fakeApp, readProblem } from '../testing/fake-app.ts';
import { fakeConnection, fakePage } from '../testing/fake-source.ts';
import { createCursorSealer, cursorCharsMax, type ScrollState } from './cursor.ts';

const key = new Uint8Array(32).fill(7);
const sealer = createCursorSealer(key, () => 0);
const scroll: ScrollState = {
  question: 'q',
  from: 1,
  to: 2,
  position: { before: 5, skip: ['a'] },
  seen: 3,
  whole: false,
};
const codes = ['bad_cursor', 'cursor_expired', 'cursor_foreign'];

function codeOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof ProblemError) return error.code;
    throw error;
  }
  return 'opened';
}

describe('a sealed cursor', () => {
  it('gives back what was sealed, whatever the position', () => {
    const position = fc.option(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }));
    fc.assert(
      fc.property(position, fc.integer(), fc.boolean(), (given, from, whole) => {
        // What JSON cannot say (-0, __proto__) is not plain JSON either.
        const state = {
          ...scroll,
          from,
          whole,
          position: JSON.parse(JSON.stringify(given)) as ScrollState['position'],
        };
        fc.pre(JSON.stringify(state).length < 500);
        expect(sealer.open(sealer.seal(state), 'q')).toEqual(state);
      }),
    );
  });

  it('holds nothing that a client could read, and is another one each time', () => {
    const cursor = sealer.seal({ ...scroll, position: { before: 'crown-jewel' } });
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('crown-jewel');
    expect(sealer.seal(scroll)).not.toBe(sealer.seal(scroll));
  });

  it('stays under 1 KB, and says so rather than grow', () => {
    const position = { ids: Array.from({ length: 20 }, (_, i) => `${7_000_000_000 + i * 7919}`) };
    expect(sealer.seal({ ...scroll, position }).length).toBeLessThan(cursorCharsMax);
    const random = { text: Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * i * 31) % 251)).toString('base64') };
    expect(() => sealer.seal({ ...scroll, position: random })).toThrow('does not fit');
  });

  it('is refused for another question', () => {
    expect(codeOf(() => sealer.open(sealer.seal(scroll), 'other'))).toBe('cursor_foreign');
  });

  it('expires after 24 h', () => {
    const cursor = sealer.seal(scroll);
    const at = (hours: number) => createCursorSealer(key, () => hours * 3_600_000);
    expect(codeOf(() => at(24).open(cursor, 'q'))).toBe('opened');
    expect(codeOf(() => at(24.01).open(cursor, 'q'))).toBe('cursor_expired');
  });

  it('of another key counts as expired', () => {
    const other = createCursorSealer(new Uint8Array(32).fill(8), () => 0);
    expect(codeOf(() => other.open(sealer.seal(scroll), 'q'))).toBe('cursor_expired');
  });
});

/** A cursor with a change somewhere: a flipped character, a cut, an insertion, or any text at all. */
const mutated = fc.oneof(
  fc.tuple(fc.nat(), fc.string({ minLength: 1, maxLength: 2 })).map(([at, put]) => (cursor: string) => {
    const index = at % cursor.length;
    return cursor.slice(0, index) + put + cursor.slice(index + put.length);
  }),
  fc.nat().map((at) => (cursor: string) => cursor.slice(0, at % cursor.length)),
  fc.tuple(fc.nat(), fc.string({ minLength: 1 })).map(
    ([at, put]) =>
      (cursor: string) =>
        cursor.slice(0, at % cursor.length) + put + cursor.slice(at % cursor.length),
  ),
  fc.string({ unit: 'binary' }).map((text) => () => text),
);

describe('any change of a cursor', () => {
  const cursor = sealer.seal(scroll);

  it('is a typed refusal', () => {
    fc.assert(
      fc.property(mutated, (change) => {
        const changed = change(cursor);
        fc.pre(changed !== cursor);
        expect(codes).toContain(codeOf(() => sealer.open(changed, 'q')));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is a typed 4xx over the API, never a 500', async () => {
    const { app } = fakeApp({
      connections: [fakeConnection({ list: () => Promise.resolve(fakePage({ next: { a: 1 } })) })],
    });
    const ask = (given: string) =>
      app.request(asOwnPage(`/api/explore/fake/alarms?from=now-1h&cursor=${encodeURIComponent(given)}`));
    const first = (await (await app.request(asOwnPage('/api/explore/fake/alarms?from=now-1h'))).json()) as {
      cursor: string;
    };
    expect((await ask(first.cursor)).status).toBe(200);
    await fc.assert(
      fc.asyncProperty(mutated, async (change) => {
        const changed = change(first.cursor);
        fc.pre(changed !== first.cursor && changed !== '' && changed.isWellFormed());
        const response = await ask(changed);
        expect([400, 410]).toContain(response.status);
        expect([...codes, 'bad_parameter']).toContain((await readProblem(response)).code);
      }),
      { numRuns: 200 },
    );
  });

  it('control: unsealed base64 would be accepted after a change', () => {
    const open = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
    const plain = Buffer.from(JSON.stringify({ from: 1 })).toString('base64url');
    expect(open(plain.replace(plain, Buffer.from(JSON.stringify({ from: 9 })).toString('base64url')))).toEqual({
      from: 9,
    });
  });
});
