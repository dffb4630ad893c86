import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLog, encodeLogLine, toLogFields } from './log.ts';
import { asOwnPage, fakeApp } from './testing/fake-app.ts';

const dangerous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

it('keeps every text on one line, without control or bidi characters, and loses nothing', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u202e', '\u2066', '\u2028', '\u0085', '\u007f', '\u{e0041}', '\r\n'),
  );
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const line = encodeLogLine({ text: a + b });
      expect(line).not.toMatch(dangerous);
      expect(JSON.parse(line)).toEqual({ text: a + b });
    }),
  );
});

it('control: JSON alone lets them through', () => {
  expect(JSON.stringify({ text: '\u202e\u2028\u0085' })).toMatch(dangerous);
});

it('logs names of query parameters and never their values', async () => {
  const { app, lines } = fakeApp();
  await app.request(asOwnPage('/api/explore/fake/alarms?host=crown-jewel&cursor=abc%0A%E2%80%AE'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'request',
    path: '/api/explore/fake/alarms',
    parameters: ['host', 'cursor'],
    status: 400,
  });
  expect(lines[0]).not.toContain('crown-jewel');
});

it('keeps the kinds of an error’s causes and not their words', () => {
  const cause = Object.assign(new Error('quotes a body'), { code: 'ECONNRESET' });
  const fields = toLogFields(new Error('outer', { cause }));
  expect(fields).toMatchObject({ error: 'Error', detail: 'outer', causes: ['Error ECONNRESET'] });
  expect(JSON.stringify(fields)).not.toContain('quotes a body');
});

it('writes time and level', () => {
  const lines: string[] = [];
  createLog(
    (line) => lines.push(line),
    () => 0,
  ).warn('late', { ms: 3 });
  expect(lines).toEqual(['{"time":"1970-01-01T00:00:00.000Z","level":"warn","msg":"late","ms":3}\n']);
});
