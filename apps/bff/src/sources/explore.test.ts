import {
  ConnectorError,
  type ConnectorErrorKind,
  type ListQuestion,
  type ReadPosition,
  type ResourceReader,
} from '@watchfloor/connectors';
import { type ExploreAnswer, exploreAnswerSchema } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { asOwnPage, type FakeAppOptions, fakeApp, readProblem } from '../testing/fake-app.ts';
import { fakeConnection, fakePage, fakeRecord, untilAborted } from '../testing/fake-source.ts';
import { operator } from '../testing/operator.ts';

type List = ResourceReader['list'];

function listApp(list: List, options: FakeAppOptions = {}) {
  const { app, ...rest } = fakeApp({ connections: [fakeConnection({ list })], ...options });
  const ask = (query = '') => app.request(asOwnPage(`/api/explore/fake/alarms${query}`));
  const read = async (query = ''): Promise<ExploreAnswer> => {
    const response = await ask(query);
    expect(response.status).toBe(200);
    return exploreAnswerSchema.parse(await response.json());
  };
  return { ask, read, app, ...rest };
}

describe('a page', () => {
  it('carries rows, the resolved range, the source’s state and what was asked', async () => {
    const questions: ListQuestion[] = [];
    const { read } = listApp(
      (question, _, context) => {
        questions.push(question);
        context.onAsked({ method: 'GET', target: '/alarms', status: 200, ms: 3, rows: 2, tries: 1 });
        return Promise.resolve(fakePage());
      },
      { now: () => 10_000_000 },
    );
    const answer = await read('?severity=high&not_host=scanner&rows=7');
    expect(answer).toMatchObject({
      range: { from: 10_000_000 - 3_600_000, to: 10_000_000 },
      sources: [{ id: 'fake:alarms', label: 'Fake account', state: 'complete', covered: [{ from: 0, to: 1_000 }] }],
      total: { value: 2, counted: 'exact' },
      cursor: null,
      asked: [{ target: '/alarms' }],
    });
    expect(questions).toEqual([
      {
        filters: { severity: { include: ['high'], exclude: [] }, host: { include: [], exclude: ['scanner'] } },
        from: 10_000_000 - 3_600_000,
        to: 10_000_000,
        order: 'time-desc',
        rows: 7,
      },
    ]);
  });

  it('is read from where the cursor points, in the range that the scroll began with', async () => {
    let nowMs = 50_000_000;
    const seen: [ReadPosition | null, number][] = [];
    const { read } = listApp(
      (question, position) => {
        seen.push([position, question.to]);
        return Promise.resolve(fakePage({ next: position ? null : { before: 500 } }));
      },
      { now: () => nowMs },
    );
    const first = await read('?to=now');
    expect(first.total).toEqual({ value: 2, counted: 'at_least' });
    nowMs += 60_000;
    const second = await read(`?to=now&cursor=${first.cursor}`);
    expect(seen).toEqual([
      [null, 50_000_000],
      [{ before: 500 }, 50_000_000],
    ]);
    expect(second).toMatchObject({ range: first.range, total: { value: 4, counted: 'exact' }, cursor: null });
  });

  it('is never "complete" without rows while there is more to read', async () => {
    const { read } = listApp(() =>
      Promise.resolve(fakePage({ records: [], next: { a: 1 }, scanned: { rows: 900, backTo: 5 } })),
    );
    expect((await read()).sources[0]).toMatchObject({
      state: 'partial',
      message: expect.stringContaining('900') as string,
    });
  });

  it('without rows keeps nothing from the total: a walk to the end is counted exactly', async () => {
    const { read } = listApp((_, position) =>
      Promise.resolve(position ? fakePage() : fakePage({ records: [], next: { a: 1 } })),
    );
    const first = await read();
    expect(first.total).toEqual({ value: 0, counted: 'at_least' });
    expect((await read(`?cursor=${first.cursor}`)).total).toEqual({ value: 2, counted: 'exact' });
  });

  it('is never counted exactly after a page that was not complete', async () => {
    const unreadable = [{ reason: 'no id', raw: '{}', bytes: 2 }];
    const { read } = listApp((_, position) =>
      Promise.resolve(position ? fakePage() : fakePage({ next: { a: 1 }, unreadable })),
    );
    const first = await read();
    expect(first.sources[0]?.dropped).toBe(1);
    expect((await read(`?cursor=${first.cursor}`)).total).toEqual({ value: 4, counted: 'at_least' });
  });
});

describe('a cursor', () => {
  const { read, ask } = listApp(() => Promise.resolve(fakePage({ next: { a: 1 } })));

  it.each(['?severity=low', '?from=now-2h', '?order=time-asc', '?not_severity=high'])(
    'is foreign to %s',
    async (other) => {
      const { cursor } = await read('?severity=high');
      expect((await readProblem(await ask(`${other}&cursor=${cursor}`))).code).toBe('cursor_foreign');
    },
  );

  it('is foreign to another connection and to another scope', async () => {
    const { cursor } = await read();
    const elsewhere = fakeApp({ connections: [fakeConnection({}, 'other')] }).app;
    const response = await elsewhere.request(asOwnPage(`/api/explore/other/alarms?cursor=${cursor}`));
    expect((await readProblem(response)).code).toBe('cursor_foreign');
    const otherScope = listApp(() => Promise.resolve(fakePage()), {
      principal: { ...operator, role: 'viewer', scope: 'b' },
    });
    expect((await readProblem(await otherScope.ask(`?cursor=${cursor}`))).code).toBe('cursor_foreign');
  });

  it('is the same question’s whatever the order of its values', async () => {
    const { cursor } = await read('?severity=high&severity=low');
    expect((await ask(`?severity=low&severity=high&cursor=${cursor}`)).status).toBe(200);
  });
});

describe('a vendor’s failure', () => {
  it.each<[ConnectorErrorKind, string, string]>([
    ['auth', 'unauthorised', 'auth'],
    ['forbidden', 'unauthorised', 'forbidden'],
    ['rate_limited', 'throttled', 'rate_limited'],
    ['timeout', 'failed', 'timeout'],
    ['unavailable', 'failed', 'unavailable'],
    ['bad_response', 'failed', 'bad_response'],
    ['tls', 'failed', 'tls'],
    ['paused', 'failed', 'paused'],
  ])('%s on a list is 200 with the state %s', async (kind, state, code) => {
    const error = new ConnectorError(kind, 'It said no.', { retryAfterMs: 5_000 });
    const { read } = listApp(() => Promise.reject(error), { now: () => 1_000_000_000 });
    expect(await read()).toMatchObject({
      rows: [],
      sources: [{ state, code, message: 'It said no.', retryAt: 1_000_005_000 }],
    });
  });

  it('leaves a cursor that asks for the same page again', async () => {
    let down = false;
    const positions: (ReadPosition | null)[] = [];
    const { read } = listApp((_, position) => {
      positions.push(position);
      if (down) return Promise.reject(new ConnectorError('unavailable', 'It is down.'));
      return Promise.resolve(fakePage({ next: { page: 2 } }));
    });
    const first = await read();
    down = true;
    const failed = await read(`?cursor=${first.cursor}`);
    expect(failed.range).toEqual(first.range);
    down = false;
    await read(`?cursor=${failed.cursor}`);
    expect(positions).toEqual([null, { page: 2 }, { page: 2 }]);
  });

  it('by silence ends at the deadline, as a timeout', async () => {
    let ended: AbortSignal | undefined;
    const { read } = listApp((_, __, { signal }) => untilAborted((ended = signal)), { deadlineMs: 30 });
    expect((await read()).sources[0]).toMatchObject({ state: 'failed', code: 'timeout' });
    expect(ended?.aborted).toBe(true);
  });

  it('control: a mistake of ours is not blamed on the vendor', async () => {
    const { ask } = listApp(() => Promise.reject(new TypeError('a bug')));
    expect((await ask()).status).toBe(500);
  });
});

describe('a wrong question', () => {
  const { ask } = listApp(() => Promise.reject(new Error('must not be asked')));

  it.each<[string, string, string]>([
    ['?nothing=1', 'unknown_filter', 'nothing'],
    ['?not_nothing=1', 'unknown_filter', 'not_nothing'],
    ['?constructor=1', 'unknown_filter', 'constructor'],
    ['?__proto__=1', 'bad_parameter', '__proto__'],
    ['?severity=fatal', 'bad_parameter', 'severity'],
    ['?not_severity=fatal', 'bad_parameter', 'not_severity'],
    ['?suppressed=maybe', 'bad_parameter', 'suppressed'],
    ['?host=a&host=b', 'bad_parameter', 'host'],
    ['?order=random', 'bad_parameter', 'order'],
    ['?from=yesterday', 'bad_parameter', 'from'],
    ['?from=now&to=now-1h', 'bad_range', 'from'],
    ['?rows=0', 'bad_parameter', 'rows'],
    ['?rows=501', 'bad_parameter', 'rows'],
    ['?rows=1e2', 'bad_parameter', 'rows'],
    ['?cursor=a&cursor=b', 'bad_parameter', 'cursor'],
    ['?cursor=abc', 'bad_cursor', 'cursor'],
    [`?host=${'x'.repeat(513)}`, 'bad_parameter', 'host'],
  ])('%s is %s', async (query, code, parameter) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    const problem = await readProblem(response);
    expect(problem.code).toBe(code);
    expect(problem.errors?.map((error) => error.parameter)).toContain(parameter);
  });

  it('is told every mistake at once, and the filters that there are', async () => {
    const problem = await readProblem(await ask('?nothing=1&severity=fatal&rows=x&from=soon'));
    expect(problem.errors).toEqual([
      { parameter: 'from', detail: expect.stringContaining('now-24h') as string },
      { parameter: 'nothing', detail: 'Not a filter of this list. Known: severity, host, suppressed.' },
      { parameter: 'severity', detail: 'Not a value. Known: high, low.' },
      { parameter: 'rows', detail: 'A whole number from 1 to 500.' },
    ]);
  });

  it.each([
    ['/api/explore/none/alarms', 'unknown_connection'],
    ['/api/explore/fake/none', 'unknown_resource'],
    ['/api/explore/UPPER/alarms', 'bad_parameter'],
  ])('%s is %s', async (path, code) => {
    expect((await readProblem(await fakeApp().app.request(asOwnPage(path)))).code).toBe(code);
  });
});

it('two people with one question make one call; another scope makes its own', async () => {
  let calls = 0;
  const list: List = async () => {
    calls++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    return fakePage({ records: [fakeRecord(String(calls))] });
  };
  const { read } = listApp(list);
  const other = listApp(list, { principal: { ...operator, role: 'viewer', scope: 'b' } });
  await Promise.all([read('?severity=high'), read('?severity=high'), other.read('?severity=high')]);
  expect(calls).toBe(2);
});

it('stopping ends what is under way with a problem', async () => {
  const { ask, desk } = listApp((_, __, { signal }) => untilAborted(signal));
  const response = ask();
  await new Promise((resolve) => setTimeout(resolve, 5));
  desk.close();
  expect((await readProblem(await response)).code).toBe('not_ready');
});
