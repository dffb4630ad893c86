import type { QueueChanges, StreamEnd } from '@watchfloor/contract';
import { maySee } from '../connections/access.ts';
import type { ConnectionBook } from '../connections/connection-book.ts';
import { ProblemError } from '../http/problem.ts';
import type { SignedIn } from '../identity/sessions.ts';
import { type Log, toLogFields } from '../log.ts';
import type { MetricFamily } from '../metrics/exposition.ts';
import type { Database } from '../store/database.ts';
import type { QueueCaller } from './caller.ts';
import type { ChangeFeed } from './change-feed.ts';
import { type ChangePosition, readChanges } from './changes.ts';
import { createStream, type Stream } from './stream.ts';

export interface StreamAsk {
  caller: QueueCaller;
  /** Asked again while the stream is open; absent where a test has none. */
  session: SignedIn | undefined;
  since: number | undefined;
  /** Cuts the socket of a reader that takes nothing. */
  cut(): void;
}

export interface Streams {
  /** What changes, line by line, until the session ends. @throws ProblemError where there are too many, or at the end */
  open(ask: StreamAsk): Promise<ReadableStream<Uint8Array>>;
  /** The same once, for a browser that keeps no stream open. */
  changes(since: number | undefined, caller: QueueCaller): Promise<QueueChanges>;
  families(): MetricFamily[];
  /** Ends every stream, and tells its reader to come back. */
  close(): void;
}

export interface StreamLimits {
  ofPerson: number;
  ofServer: number;
  beatMs: number;
  pauseMs: number;
  /** How often the session is asked for. */
  checkMs: number;
  /** A reader that takes no line for so long is cut. */
  slowMs: number;
  /** A stream is opened anew after this: nothing that was forgotten stays open for ever. */
  lifeMs: number;
}

export interface StreamsDeps {
  feed: ChangeFeed;
  database: Pick<Database, 'sql'>;
  book: Pick<ConnectionBook, 'list'>;
  /** Whom a token stands for now, without that counting as use. */
  lookAtSession(token: string): Promise<SignedIn | undefined>;
  log: Log;
  limits?: Partial<StreamLimits>;
}

const usual: StreamLimits = {
  ofPerson: 8,
  ofServer: 500,
  beatMs: 10_000,
  pauseMs: 250,
  checkMs: 5_000,
  slowMs: 15_000,
  lifeMs: 1_800_000,
};

/** One question serves all who stand at the same place and may see the same. */
const sharedMs = 1_000;

interface Open {
  person: string;
  stream: Stream;
}

export function createStreams(deps: StreamsDeps): Streams {
  const { feed, database, book, log } = deps;
  const limits = { ...usual, ...deps.limits };
  const open = new Set<Open>();
  const ended = new Map<StreamEnd | 'left' | 'slow', number>();
  const shared = new Map<string, Promise<QueueChanges[]>>();
  let isClosing = false;

  const connectionsOf = ({ access }: QueueCaller) => book.list().flatMap(({ id }) => (maySee(access, id) ? [id] : []));

  /** What the person may see is decided in the question itself. */
  function read(from: ChangePosition, to: number, caller: QueueCaller): Promise<QueueChanges[]> {
    const connections = connectionsOf(caller);
    const key = JSON.stringify([from, to, connections]);
    const known = shared.get(key);
    if (known) return known;
    const reading = gather(readChanges(database, { from, to, connections }));
    shared.set(key, reading);
    setTimeout(() => shared.delete(key), sharedMs).unref();
    return reading;
  }

  function admit(person: string): void {
    if (isClosing) throw new ProblemError('not_ready', 'Watchfloor is stopping.');
    const own = [...open].filter((one) => one.person === person).length;
    if (open.size < limits.ofServer && own < limits.ofPerson) return;
    const whose = own >= limits.ofPerson ? `${own} of this person` : `${open.size} at this server`;
    throw new ProblemError('too_many', `No further stream is opened: ${whose} are open.`);
  }

  return {
    async open({ caller, session, since, cut }) {
      const { person } = caller;
      admit(person);
      const stream = createStream({
        person,
        since,
        feed,
        async *read(from, to) {
          yield* await read(from, to, caller);
        },
        ...limits,
      });
      const one: Open = { person, stream };
      open.add(one);
      let unfollow: (() => void) | undefined;
      const timers: NodeJS.Timeout[] = [];
      /** Since when something waits to be taken; at first the stream itself, which a HEAD never reads. */
      let offeredAt: number | undefined = performance.now();

      function finish(how: StreamEnd | 'left' | 'slow'): void {
        if (!open.delete(one)) return;
        ended.set(how, (ended.get(how) ?? 0) + 1);
        unfollow?.();
        for (const timer of timers) clearInterval(timer);
      }

      try {
        unfollow = await feed.follow(stream.wake);
      } catch (error) {
        finish('failed');
        throw error;
      }
      timers.push(
        setInterval(() => void check(), limits.checkMs).unref(),
        setTimeout(() => stream.end('renew'), limits.lifeMs).unref(),
      );

      async function check(): Promise<void> {
        if (offeredAt !== undefined && performance.now() - offeredAt > limits.slowMs) {
          finish('slow');
          stream.end('renew');
          cut();
          return;
        }
        if (!session) return;
        try {
          const now = await deps.lookAtSession(session.token);
          if (!isSame(session, now)) stream.end('signed_out');
        } catch (error) {
          // Whoever cannot be asked for any more is not sent anything either.
          log.warn('stream ended', { of: 'session', ...toLogFields(error) });
          stream.end('failed');
        }
      }

      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            offeredAt = undefined;
            const line = await nextLine(stream);
            if (line === undefined) {
              finish('failed');
              controller.close();
              return;
            }
            offeredAt = performance.now();
            controller.enqueue(encode(line));
            if (line.kind !== 'end') return;
            finish(line.why);
            controller.close();
          },
          cancel() {
            finish('left');
            stream.end('renew');
          },
        },
        // Nothing is made before it is taken.
        { highWaterMark: 0 },
      );
    },

    async changes(since, caller) {
      const release = await feed.follow(() => undefined);
      release();
      const to = feed.upTo();
      if (since !== undefined && since > to) return { kind: 'anew', change: to };
      if (since === undefined || since === to) return { kind: 'changed', change: to, marks: [] };
      const told = await read({ change: since }, to, caller);
      const isAnew = told.some(({ kind }) => kind === 'anew');
      const marks = told.flatMap((one) => (one.kind === 'changed' ? one.marks : []));
      return isAnew ? { kind: 'anew', change: to } : { kind: 'changed', change: to, marks };
    },

    families: () => [
      {
        name: 'watchfloor_streams_open',
        help: 'Streams of changes that browsers keep open, one for all tabs of a browser.',
        type: 'gauge',
        samples: [{ value: open.size }],
      },
      {
        name: 'watchfloor_streams_ended_total',
        help: 'Streams of changes that ended, by how.',
        type: 'counter',
        samples: [...ended].map(([how, value]) => ({ labels: { how }, value })),
      },
    ],

    close() {
      isClosing = true;
      for (const { stream } of open) stream.end('stopping');
    },
  };

  async function nextLine({ lines }: Stream) {
    try {
      const { value, done } = await lines.next();
      return done ? undefined : value;
    } catch (error) {
      log.warn('stream ended', { of: 'changes', ...toLogFields(error) });
      return { kind: 'end', why: 'failed' } as const;
    }
  }
}

async function gather(told: AsyncIterable<QueueChanges>): Promise<QueueChanges[]> {
  const all: QueueChanges[] = [];
  for await (const one of told) all.push(one);
  return all;
}

const encoder = new TextEncoder();
const encode = (line: unknown) => encoder.encode(`${JSON.stringify(line)}\n`);

/** A role or a limit that changed makes another stream of it, as a sign-out ends it. */
function isSame({ principal: before }: SignedIn, now: SignedIn | undefined): boolean {
  if (!now) return false;
  const { principal } = now;
  return principal.id === before.id && principal.role === before.role && principal.scope === before.scope;
}
