import { ConnectorError, type ConnectorErrorKind, type DetailParts, type ResourceReader } from '@watchfloor/connectors';
import {
  detailAnswerSchema,
  relatedAnswerSchema,
  sectionAnswerSchema,
  sourcesAnswerSchema,
} from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { asOwnPage, fakeApp, readProblem } from '../testing/fake-app.ts';
import { fakeConnection, fakeRecord, untilAborted } from '../testing/fake-source.ts';
import { rawCharsMax } from './record-answer.ts';

const parts = (raw: string): DetailParts => ({ record: fakeRecord('1'), why: null, facts: [], sections: [], raw });

function recordApp(reader: Partial<ResourceReader>, deadlineMs?: number) {
  const { app } = fakeApp({ connections: [fakeConnection(reader)], ...(deadlineMs && { deadlineMs }) });
  return (rest: string) => app.request(asOwnPage(`/api/explore/fake/alarms/records/${rest}`));
}

describe('a record', () => {
  it('is asked by its key and hint, decoded once', async () => {
    const asked: unknown[] = [];
    const ask = recordApp({
      get: (key, hint) => {
        asked.push([key, hint]);
        return Promise.resolve(parts('{}'));
      },
    });
    const response = await ask('12%2F3?hint=a%2525');
    expect(detailAnswerSchema.parse(await response.json())).toMatchObject({
      record: { key: '1' },
      raw: { text: '{}', bytes: 2, truncated: false },
      source: { state: 'complete' },
    });
    expect(asked).toEqual([['12/3', 'a%25']]);
  });

  it('has its raw text cut where it is long, and says so; the raw route has it whole', async () => {
    const raw = `${'x'.repeat(rawCharsMax - 1)}\u{1f600}tail`;
    const ask = recordApp({ get: () => Promise.resolve(parts(raw)) });
    const detail = detailAnswerSchema.parse(await (await ask('1')).json());
    expect(detail.raw).toEqual({ text: 'x'.repeat(rawCharsMax - 1), bytes: Buffer.byteLength(raw), truncated: true });
    const whole = await ask('1/raw');
    expect(await whole.text()).toBe(raw);
    expect(whole.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(whole.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each<[ConnectorErrorKind, number, string]>([
    ['not_found', 404, 'record_gone'],
    ['auth', 502, 'source_unauthorised'],
    ['rate_limited', 503, 'source_throttled'],
    ['timeout', 504, 'source_timeout'],
    ['bad_response', 502, 'source_failed'],
  ])('whose vendor answers %s is a problem %i %s with the source', async (kind, status, code) => {
    const error = new ConnectorError(kind, 'It said no.', { retryAfterMs: 1_500 });
    const response = await recordApp({ get: () => Promise.reject(error) })('1');
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await readProblem(response)).toMatchObject({
      code,
      detail: 'It said no.',
      source: { id: 'fake:alarms', code: kind },
    });
  });

  it('that does not come in time is a problem', async () => {
    const ask = recordApp({ get: (_, __, { signal }) => untilAborted(signal) }, 20);
    expect((await readProblem(await ask('1'))).code).toBe('source_timeout');
  });

  it.each(['abc', '1%00', encodeURIComponent("1' OR 1=1"), '..%2f..'])(
    'with the key %s is refused before the vendor is asked',
    async (key) => {
      const ask = recordApp({ get: () => Promise.reject(new Error('must not be asked')) });
      expect((await readProblem(await ask(key))).code).toBe('bad_key');
    },
  );

  it('takes no other parameter, and no hint twice', async () => {
    const ask = recordApp({ get: () => Promise.resolve(parts('{}')) });
    const problem = await readProblem(await ask('1?hnt=a&hint=b&hint=c'));
    expect(problem.code).toBe('bad_parameter');
    expect(problem.errors?.map(({ parameter }) => parameter).toSorted()).toEqual(['hint', 'hnt']);
  });
});

describe('related records', () => {
  it('say that nobody looked where the list cannot look', async () => {
    const answer = relatedAnswerSchema.parse(await (await recordApp({})('1/related')).json());
    expect(answer).toMatchObject({
      links: [],
      looked: { whole: false },
      source: { state: 'excluded', code: 'unsupported' },
    });
  });

  it('say how far was looked', async () => {
    const looked = { rows: 5, from: 1, to: 2, whole: false };
    const ask = recordApp({ related: () => Promise.resolve({ links: [], looked }) });
    expect(relatedAnswerSchema.parse(await (await ask('1/related')).json())).toMatchObject({
      looked,
      source: { state: 'partial' },
    });
  });
});

describe('a section on request', () => {
  const section = { id: 'events', title: 'Events', folded: false, kind: 'text' as const, text: 'x', mono: true };

  it('is asked of its list by its id', async () => {
    const ask = recordApp({ section: (_key, _hint, id) => Promise.resolve({ ...section, id }) });
    const answer = sectionAnswerSchema.parse(await (await ask('1/sections/events')).json());
    expect(answer).toMatchObject({ section, source: { state: 'complete' } });
  });

  it('of a list that has none is a problem, and so is an id that is none', async () => {
    expect((await readProblem(await recordApp({})('1/sections/events'))).code).toBe('unknown_section');
    expect((await readProblem(await recordApp({})('1/sections/..%2F'))).code).toBe('bad_parameter');
  });
});

it('the catalogue names every outgoing field', async () => {
  const response = await fakeApp().app.request(asOwnPage('/api/sources'));
  const body: unknown = await response.json();
  const answer = sourcesAnswerSchema.parse(body);
  expect(answer.connections[0]).toMatchObject({
    id: 'fake',
    vendorMark: 'FK',
    health: { state: 'not_asked' },
    quota: { used: 3 },
  });
  // The schema strips what it does not know: whatever is left over would be a leak.
  expect(answer).toEqual(body);
});
