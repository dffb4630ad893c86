import {
  type ApiRequest,
  ChangeJournal,
  createClock,
  createSlidingLimiter,
  jsonAnswer,
  matchedSometime,
  matchedThroughout,
  type SimulatedApi,
  type SlidingLimiter,
  startVendorApi,
} from '@watchfloor/simulators';

export interface Door {
  id: string;
  at: number;
  door: string;
  level: string;
  /** Long enough to drip. */
  log: string;
}

interface Switches {
  gzip: boolean;
  latencyMs: number;
}

export interface DoorsSimulator extends SimulatedApi<Switches, SlidingLimiter> {
  token: string;
  insert(times: readonly number[]): string[];
  remove(ids: readonly string[]): void;
  oracle: {
    journal: { seq: number };
    doors(): string[];
    throughout(mark: number): string[];
    sometime(mark: number): string[];
  };
}

const levels = ['low', 'medium', 'high', 'critical'];
const names = ['Loading bay', 'Server room', 'Front gate', 'Roof'];

/** The fictional vendor's API as a real HTTP server. */
export async function startDoorsSimulator({ alarms = 500 }: { alarms?: number } = {}): Promise<DoorsSimulator> {
  const clock = createClock();
  const rows = new Map<string, Door>();
  const journal = new ChangeJournal<'doors', Door, 'insert' | 'remove'>();
  const token = 'doors-token-of-the-tests';
  let count = 0;

  function insert(times: readonly number[]): string[] {
    return times.map((at) => {
      count += 1;
      const row: Door = {
        id: `door-${count}`,
        at,
        door: names[count % names.length] ?? '',
        level: levels[count % levels.length] ?? '',
        log: `${names[count % names.length]} opened `.repeat(20),
      };
      rows.set(row.id, row);
      journal.add({ at: clock.now(), resource: 'doors', id: row.id, kind: 'insert', after: row });
      return row.id;
    });
  }

  function answer({ path, query, headers }: ApiRequest) {
    if (headers.authorization !== `Bearer ${token}`) return jsonAnswer(401, { error: 'unknown token' });
    const one = /^\/api\/doors\/(.+)$/.exec(path)?.[1];
    if (one !== undefined) {
      const row = rows.get(one);
      return row ? jsonAnswer(200, row) : jsonAnswer(404, { error: 'no such door' });
    }
    const number = (name: string, fallback: number) => Number(query.get(name) ?? fallback);
    const [page, size] = [number('page', 0), number('size', 50)];
    const [from, to] = [number('from', 0), number('to', Number.MAX_SAFE_INTEGER)];
    const found = [...rows.values()].filter(({ at }) => at >= from && at <= to).toSorted((a, b) => b.at - a.at);
    return jsonAnswer(200, {
      rows: found.slice(page * size, (page + 1) * size),
      more: (page + 1) * size < found.length,
    });
  }

  insert(Array.from({ length: alarms }, (_, n) => clock.now() - n * 3_600_000));
  const switches: Switches = { gzip: false, latencyMs: 0 };
  const { api, finish } = await startVendorApi<Switches, SlidingLimiter>({
    basePath: '/api',
    clock,
    catchUp: () => undefined,
    switches,
    limiter: createSlidingLimiter({ getPerS: 10_000, postPerS: 10_000 }),
    clientOf: () => 'watchfloor',
    handle: answer,
  });
  const simulator: DoorsSimulator = {
    ...api,
    token,
    insert,
    remove(ids) {
      for (const id of ids) {
        const row = rows.get(id);
        if (!row) continue;
        rows.delete(id);
        journal.add({ at: clock.now(), resource: 'doors', id, kind: 'remove', before: row });
      }
    },
    oracle: {
      journal,
      doors: () => [...rows.keys()],
      throughout: (mark) => matchedThroughout(rows.keys(), journal.since(mark), () => true),
      sometime: (mark) => matchedSometime(rows.keys(), journal.since(mark), () => true),
    },
  };
  return finish(simulator, null, () => ({}));
}
