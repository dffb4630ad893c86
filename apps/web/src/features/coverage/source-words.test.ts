import type { SourceCoverage } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { formatTime } from '../../ui/time-format.ts';
import { type SourceAbout, toAnnouncement, toSourceWords } from './source-words.ts';
import { connection, now, source } from './testing/acme.ts';

const hourMs = 3_600_000;
const say = (over: Partial<SourceCoverage>, about: Partial<SourceAbout> = {}) => {
  const clock = (at: number) => formatTime(at, 'UTC', now);
  const words = toSourceWords({ ...source, ...over }, { connection, isOwned: true, now, clock, ...about });
  return { ...words, text: `${words.lead} ${words.rest}`.trim() };
};
/** The end is not included here; on the wire it is. */
const read = (from: number, end: number) => ({ from, to: end - 1, readAt: end });

describe('a source that is read', () => {
  it('is complete, and says how far behind it is', () => {
    expect(say({})).toMatchObject({ text: 'Complete for the last 7 days; 3 s behind.', tone: 'plain' });
    const day = { window: { from: now - 24 * hourMs, to: now } };
    expect(say(day).text).toBe('Complete for the last 24 hours; 3 s behind.');
  });

  it('that has fallen behind says what is missing', () => {
    const late = say({ lagMs: 600_000, covered: [read(source.window.from, now - 600_000)] });
    expect(late.text).toBe('Complete for the last 7 days; 10 min behind. What came after 13:52:11 is missing.');
    expect(late.tone).toBe('attention');
  });

  it('with a gap is never called complete, however small the gap is', () => {
    const gap = say({ covered: [read(now - hourMs, now), read(source.window.from, now - hourMs - 1_000)] });
    expect(gap.text).toBe('Not complete for the last 7 days; 3 s behind. A part of it, 1 s long, was never read.');
    expect(gap.tone).toBe('attention');
    const two = say({ covered: [read(now - hourMs, now), read(now - 5 * hourMs, now - 2 * hourMs)] });
    expect(two.text).toContain('2 parts of it, 6 d 20 h together, were never read.');
  });

  it('that nobody reads says so', () => {
    expect(say({}, { isOwned: false })).toMatchObject({
      text: 'Complete for the last 7 days; 3 s behind. No server reads it just now.',
      tone: 'attention',
    });
  });

  it('of which nothing is known does not look empty', () => {
    expect(say({ covered: [], lagMs: null })).toMatchObject({
      text: 'Not read yet. Nothing is known of the last 7 days.',
      tone: 'attention',
    });
  });
});

it('a source that the server is set not to keep is neither complete nor failing', () => {
  const over = { window: { from: now, to: now }, covered: [], lagMs: null };
  expect(say(over)).toMatchObject({
    text: 'Not kept. This server is set to keep no findings (findings.days is 0): they are read live in Explore.',
    tone: 'plain',
  });
  expect(toAnnouncement({ ...source, ...over }, say(over))).toBe('Alarms: Not kept.');
});

describe('reading back', () => {
  const filling = (doneAt: number | null, rows = 4_210) => ({
    filling: { missing: [{ from: source.window.from, to: now - hourMs }], rows, doneAt },
    covered: [read(now - hourMs, now - 3_000)],
  });

  it('says how many, how far, and how long yet', () => {
    expect(say(filling(now + 40_000))).toMatchObject({
      text: 'Reading back: 4,210 findings, complete back to 13:02:11; about 40 s left.',
      tone: 'plain',
    });
    expect(say(filling(now - 9_000)).text).toContain('nearly done.');
  });

  it('guesses nothing before something was read', () => {
    expect(say({ ...filling(null, 0), covered: [] }).text).toBe('Reading begins: nothing is read whole yet.');
    expect(say({ ...filling(null, 12), covered: [] }).text).toBe(
      'Reading back: 12 findings, no part complete yet; how long it takes is not known yet.',
    );
  });
});

describe('what is read out', () => {
  const read = (over: Partial<SourceCoverage>) => toAnnouncement({ ...source, ...over }, say(over));

  it('is the same while only seconds pass, and another when its meaning changes', () => {
    expect(read({})).toBe('Alarms: complete.');
    expect(read({ lagMs: 9_000 })).toBe(read({ lagMs: 1_000 }));
    expect(read({ covered: [] })).toBe('Alarms: not complete.');
    expect(read({ filling: { missing: [], rows: 7, doneAt: null } })).toBe('Alarms: reading back.');
    const trouble = { code: 'timeout', message: '', since: now, retryAt: null } as const;
    expect(read({ trouble })).toBe('Alarms: Not read since 14:02:11: Acme EMEA timed out.');
  });
});

describe('trouble', () => {
  const trouble = { code: 'timeout', message: 'It did not begin to answer in 10 s.', since: now - 120_000 } as const;

  it('is what, since when, what is missing and what to do', () => {
    const words = say({
      trouble: { ...trouble, retryAt: now + 30_000 },
      covered: [read(source.window.from, now - 130_000)],
    });
    expect(words.text).toBe(
      'Not read since 14:00:11: Acme EMEA timed out. It did not begin to answer in 10 s. Asking again at 14:02:41. ' +
        'Its alarms after 14:00:01 are missing. If it stays so, see whether Acme runs and can be reached.',
    );
    expect(words.tone).toBe('attention');
  });

  it('goes before progress, and promises no time that is over', () => {
    const words = say({
      trouble: { ...trouble, code: 'auth', retryAt: now - 1 },
      filling: { missing: [], rows: 1, doneAt: now },
      covered: [],
    });
    expect(words.lead).toBe('Not read since 14:00:11: Acme EMEA refused the credentials.');
    expect(words.rest).toContain('None of its alarms were read yet. An administrator has to replace its credentials.');
    expect(words.rest).not.toContain('Asking again');
    const said = say({
      trouble: { ...trouble, code: 'auth', message: 'An administrator has to replace them.', retryAt: null },
    });
    expect(said.rest.match(/An administrator/g), 'who can help is said once').toHaveLength(1);
  });

  it('of one that is left alone for a moment names it, and what it failed of', () => {
    const trouble = {
      code: 'paused',
      message: 'It failed 5 times in a row.',
      since: now,
      retryAt: now + 9_000,
    } as const;
    expect(say({ trouble }).text).toContain(
      'Not read since 14:02:11: Acme EMEA could not be asked. It failed 5 times in a row. Asking again at 14:02:20.',
    );
  });

  it('that an administrator made is not blamed on the vendor', () => {
    const health = { ...connection.health, state: 'not_asked' as const };
    const paused = {
      code: 'paused',
      message: 'Paused by an administrator.',
      since: now - 60_000,
      retryAt: null,
    } as const;
    const words = say({ trouble: paused }, { connection: { ...connection, health } });
    expect(words.text).toBe(
      'Not read since 14:01:11. Paused by an administrator. Its alarms after 14:02:08 are missing. An administrator can resume it.',
    );
  });
});
