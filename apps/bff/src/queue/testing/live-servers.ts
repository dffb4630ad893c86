import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type Access, type Decision, type Role, type StreamLine, streamLineSchema } from '@watchfloor/contract';
import { generateSignedCookie } from 'hono/cookie';
import type { Actor } from '../../identity/audited.ts';
import { createIdentity, type Identity } from '../../identity/identity.ts';
import { sessionCookieName } from '../../identity/session-cookie.ts';
import { createLog } from '../../log.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { type KeptList, startKeptList, toRecord } from '../../sync/testing/kept-list.ts';
import { until } from '../../sync/testing/stage.ts';
import { fakeApp } from '../../testing/fake-app.ts';
import { fakeConnection } from '../../testing/fake-source.ts';
import { type Listening, listen } from '../../testing/listen.ts';
import type { StreamLimits, Streams } from '../streams.ts';

/** The whole app with a database session of its own, as another process has it. */
export interface LiveServer extends Listening {
  identity: Identity;
  database: Database;
  ask(path: string, cookie: string, body?: unknown): Promise<Response>;
  metrics(): Map<string, number>;
}

export interface LiveServers {
  kept: KeptList;
  start(limits?: Partial<StreamLimits>): Promise<LiveServer>;
  /** Somebody new who is signed in. @returns the `cookie` header of their browser */
  enter(name: string, role?: Role, access?: Access): Promise<{ id: string; cookie: string; token: string }>;
  close(): Promise<void>;
}

export const actor: Actor = { kind: 'command', id: null, name: 'a test', requestId: null };
const ours = { 'sec-fetch-site': 'same-origin', 'x-watchfloor': '1', 'content-type': 'application/json' };

/** Servers on one Postgres that keeps `count` findings of the connection "made"; "other" is another one. */
export async function startLiveServers(count: number): Promise<LiveServers> {
  const kept = await startKeptList();
  await kept.keep({ records: Array.from({ length: count }, (_, index) => toRecord(String(index))) });
  const log = createLog(() => undefined);
  const masterKey = new Uint8Array(32).fill(3);
  const undo: (() => Promise<void>)[] = [];
  const identityOn = (database: Database) =>
    createIdentity({ database, masterKey, settings: { demo: false }, log, now: Date.now });
  const own = identityOn(kept.database);

  return {
    kept,
    async start(streamLimits = {}) {
      const database = await openDatabase({ url: kept.database.url, log, connectionsMax: 6 });
      const identity = identityOn(database);
      const connections = ['made', 'other'].map((id) => fakeConnection({}, id));
      const { app, streams, feed } = fakeApp({ database, identity, connections, streamLimits });
      const server = await listen(app);
      let isClosed = false;
      const close = async () => {
        if (isClosed) return;
        isClosed = true;
        streams.close();
        // As the process does: its streams end by themselves before anything is cut.
        await until(
          async () => openOf(streams),
          (open) => open === 0,
          5_000,
        ).catch(() => undefined);
        await server.close();
        identity.close();
        await feed.close();
        await database.close();
      };
      undo.push(close);
      return {
        ...server,
        identity,
        database,
        close,
        ask: (path, cookie, body) =>
          fetch(`${server.origin}${path}`, {
            headers: { ...ours, cookie },
            ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
          }),
        metrics: () =>
          new Map(
            streams
              .families()
              .flatMap(({ samples }) => samples.map(({ labels, value }) => [labels?.how ?? 'open', value] as const)),
          ),
      };
    },
    async enter(name, role = 'analyst', access = 'all') {
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@norrvik.test`;
      const { id } = await own.people.create({ name, email, role, access }, actor);
      const token = await own.sessions.begin(id, 'link', actor, '127.0.0.1');
      const line = await generateSignedCookie(sessionCookieName, token, own.cookieSecret, { path: '/', secure: true });
      return { id, token, cookie: line.split(';')[0] ?? '' };
    },
    async close() {
      for (const step of undo.toReversed()) await step();
      own.close();
      await kept.close();
    },
  };
}

const openOf = (streams: Pick<Streams, 'families'>) => streams.families()[0]?.samples[0]?.value;

export interface Reader {
  lines: StreamLine[];
  status: number;
  type: string | undefined;
  /** Ends when the server ended it, with whether that was in order. */
  over: Promise<'ended' | 'cut'>;
  /** The line that comes, or came, of that kind. */
  line<Kind extends StreamLine['kind']>(
    kind: Kind,
    isIt?: (line: StreamLine & { kind: Kind }) => boolean,
  ): Promise<StreamLine & { kind: Kind }>;
  /** From here on nothing is taken from the socket. */
  stall(): void;
  leave(): void;
}

/** A browser's stream over a socket of its own. */
export async function readStream(server: LiveServer, cookie: string, since?: number): Promise<Reader> {
  const query = since === undefined ? '' : `?since=${since}`;
  const asked = request(`${server.origin}/api/queue/stream${query}`, { headers: { ...ours, cookie }, agent: false });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const lines: StreamLine[] = [];
  const waiting = new Set<() => void>();
  const over = Promise.withResolvers<'ended' | 'cut'>();
  answer.on('error', () => over.resolve('cut'));
  answer.on('close', () => over.resolve(answer.complete ? 'ended' : 'cut'));
  if (answer.statusCode === 200) {
    let rest = '';
    answer.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) lines.push(streamLineSchema.parse(JSON.parse(part)));
      for (const wake of waiting) wake();
    });
  } else answer.resume();
  return {
    lines,
    status: answer.statusCode ?? 0,
    type: answer.headers['content-type'],
    over: over.promise,
    async line(kind, isIt = () => true) {
      type Wanted = StreamLine & { kind: typeof kind };
      const isWanted = (line: StreamLine): line is Wanted => line.kind === kind && isIt(line as Wanted);
      const giveUp = Date.now() + 10_000;
      for (;;) {
        const found = lines.find(isWanted);
        if (found) return found;
        if (Date.now() > giveUp) throw new Error(`No such line: ${kind}. There were ${JSON.stringify(lines)}`);
        await new Promise<void>((resolve) => {
          const end = () => {
            clearTimeout(timer);
            waiting.delete(end);
            resolve();
          };
          const timer = setTimeout(end, 500);
          waiting.add(end);
        });
      }
    },
    stall: () => void answer.socket.pause(),
    leave: () => asked.destroy(),
  };
}

/** What a person decides at a server. */
export function toDecision(key: string, decision: Decision, version = 0) {
  return { uid: `made:alerts:${key}`, version, key: crypto.randomUUID(), decision };
}
