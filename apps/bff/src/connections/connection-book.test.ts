import { ConnectorError, type ListPage, type OpenConnection } from '@watchfloor/connectors';
import { exploreAnswerSchema, sourcesAnswerSchema } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { asOwnPage, fakeApp, readProblem } from '../testing/fake-app.ts';
import { fakeConnection, fakePage, fakeRecord, untilAborted } from '../testing/fake-source.ts';
import { type ConnectionSpec, createConnectionBook } from './connection-book.ts';

const spec = (open: OpenConnection, clientKey = 'first'): ConnectionSpec => ({
  ...open,
  account: open.id,
  clientKey,
  open: () => open,
});
const paused = (open: OpenConnection): ConnectionSpec => ({
  ...open,
  account: open.id,
  whyNotAsked: new ConnectorError('paused', 'Paused by an administrator.', { retryable: false }),
  since: 5_000,
});

/** A connection that notes how often it was closed and answers to each call as told. */
function watched(list: () => Promise<ListPage> = () => Promise.resolve(fakePage())) {
  const closed = { times: 0 };
  const open = { ...fakeConnection({ list }), close: () => Promise.resolve(void (closed.times += 1)) };
  return { open, closed };
}

function listing() {
  const { app, book } = fakeApp({ connections: [] });
  const ask = () => app.request(asOwnPage('/api/explore/fake/alarms'));
  const catalogue = async () =>
    sourcesAnswerSchema.parse(await (await app.request(asOwnPage('/api/sources'))).json()).connections;
  const read = async () => exploreAnswerSchema.parse(await (await ask()).json());
  return { app, book, ask, read, catalogue };
}

describe('a connection that is edited at runtime', () => {
  it('keeps its client and its health where only its label changes', () => {
    const book = createConnectionBook(createLog(() => {}));
    const { open, closed } = watched();
    book.put(spec(open));
    const before = book.get('fake');
    book.put({ ...spec(open), label: 'Renamed', open: () => expect.fail('opened anew') });
    const after = book.get('fake');
    expect(after).toMatchObject({ label: 'Renamed', generation: before?.generation });
    expect(after?.health).toBe(before?.health);
    expect(before?.signal.aborted).toBe(false);
    expect(closed.times).toBe(0);
  });

  it('ends what its old client was asked with a clear error, and answers anew', async () => {
    const { book, read } = listing();
    const old = watched(() => untilAborted(book.get('fake')?.signal ?? AbortSignal.abort()));
    book.put(spec(old.open));
    const waiting = read();
    await new Promise((resolve) => setTimeout(resolve, 5));
    book.put(spec(watched().open, 'second'));
    const answer = await waiting;
    expect(answer).toMatchObject({ rows: [], sources: [{ state: 'failed', code: 'conflict' }] });
    expect(answer.sources[0]?.message).toBe('The connection was changed while it was asked.');
    expect(answer.cursor).not.toBeNull();
    expect(old.closed.times).toBe(1);
    expect((await read()).rows).toHaveLength(2);
  });

  it('is never answered with what was read before the change', async () => {
    const { book, read } = listing();
    const { promise, resolve } = Promise.withResolvers<ListPage>();
    book.put(spec(watched(() => promise).open));
    const waiting = read();
    await new Promise((done) => setTimeout(done, 5));
    book.put(spec(watched().open, 'second'));
    resolve(fakePage({ records: [fakeRecord('old')], partial: { code: 'unavailable', message: 'Half.' } }));
    expect(await waiting).toMatchObject({ rows: [], sources: [{ code: 'conflict' }] });
  });

  it('shares no call with the one before', async () => {
    const { book, read } = listing();
    let calls = 0;
    const list = () => {
      calls += 1;
      return new Promise<ListPage>((resolve) => setTimeout(() => resolve(fakePage()), 20));
    };
    book.put(spec(watched(list).open));
    const first = read();
    await new Promise((done) => setTimeout(done, 5));
    book.put(spec(watched(list).open, 'second'));
    const second = read();
    expect((await first).sources[0]?.code).toBe('conflict');
    expect((await second).sources[0]?.state).toBe('complete');
    expect(calls).toBe(2);
  });

  it('stays as it was where the new settings cannot be opened', () => {
    const book = createConnectionBook(createLog(() => {}));
    const { open, closed } = watched();
    book.put(spec(open));
    const broken = () => {
      throw new Error('The file is gone.');
    };
    expect(() => book.put({ ...spec(open, 'second'), open: broken })).toThrow('The file is gone.');
    expect(book.get('fake')?.open).toBe(open);
    expect(closed.times).toBe(0);
  });

  it('control: the same key with nothing changed opens nothing and closes nothing', async () => {
    const { book, read } = listing();
    const { open, closed } = watched();
    book.put(spec(open));
    const waiting = read();
    book.put(spec(open));
    expect((await waiting).sources[0]?.state).toBe('complete');
    expect(closed.times).toBe(0);
  });
});

describe('a paused connection', () => {
  it('stays in the catalogue with its lists and says so', async () => {
    const { book, catalogue } = listing();
    const { open, closed } = watched();
    book.put(spec({ ...open, health: () => ({ ...open.health(), lastAnswerAt: 777 }) }));
    book.put(paused(open));
    expect(closed.times).toBe(1);
    const [connection] = await catalogue();
    expect(connection?.resources).toHaveLength(1);
    expect(connection).not.toHaveProperty('quota');
    expect(connection?.health).toEqual({
      state: 'not_asked',
      lastAnswerAt: 777,
      lastError: { code: 'paused', message: 'Paused by an administrator.', at: 5_000 },
      failingSince: null,
      retryAt: null,
    });
  });

  it('answers a list with its state, and a record with a problem, without asking', async () => {
    const { app, book, read } = listing();
    book.put(paused(watched(() => expect.fail('was asked')).open));
    const answer = await read();
    expect(answer).toMatchObject({ rows: [], total: null, sources: [{ state: 'failed', code: 'paused' }] });
    expect(answer.sources[0]?.message).toBe('Paused by an administrator.');
    const problem = await readProblem(await app.request(asOwnPage('/api/explore/fake/alarms/records/1')));
    expect(problem).toMatchObject({ code: 'source_failed', source: { code: 'paused' } });
  });

  it('goes on where its cursor stood when it is resumed', async () => {
    const { app, book, read } = listing();
    const { open } = watched(() => Promise.resolve(fakePage({ next: { page: 2 } })));
    book.put(spec(open));
    const { cursor } = await read();
    book.put(paused(open));
    book.put(spec(open));
    expect((await app.request(asOwnPage(`/api/explore/fake/alarms?cursor=${cursor}`))).status).toBe(200);
  });
});

it('a removed connection is no longer there, and what it was asked ends', async () => {
  const { book, ask, read } = listing();
  const { open, closed } = watched(() => untilAborted(book.get('fake')?.signal ?? AbortSignal.abort()));
  book.put(spec(open));
  const waiting = read();
  await new Promise((resolve) => setTimeout(resolve, 5));
  book.remove('fake');
  expect((await waiting).sources[0]).toMatchObject({ code: 'conflict' });
  expect((await readProblem(await ask())).code).toBe('unknown_connection');
  expect(closed.times).toBe(1);
});

it('a cursor of one account is foreign to another account under the same name', async () => {
  const { app, book, read } = listing();
  const { open } = watched(() => Promise.resolve(fakePage({ next: { page: 2 } })));
  book.put(spec(open));
  const { cursor } = await read();
  book.put({ ...spec(open, 'second'), account: 'another' });
  const response = await app.request(asOwnPage(`/api/explore/fake/alarms?cursor=${cursor}`));
  expect((await readProblem(response)).code).toBe('cursor_foreign');
});

it('closing waits for every client, also for one that was replaced', async () => {
  const book = createConnectionBook(createLog(() => {}));
  const first = watched();
  const second = watched();
  book.put(spec(first.open));
  book.put(spec(second.open, 'second'));
  await book.close();
  expect([first.closed.times, second.closed.times]).toEqual([1, 1]);
  expect(book.list()).toEqual([]);
});
