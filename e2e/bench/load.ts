import { Agent, request } from 'node:http';
import { cookieHeader } from '../fixtures/sign-in.ts';
import { median, percentile } from './measures.ts';

export interface Load {
  perS: number;
  p50: number;
  p95: number;
  max: number;
  answers: number;
  /** Of one answer. */
  bytes: number;
}

export interface LoadOptions {
  connections: number;
  /** Stops after this long, or after so many answers. */
  forMs?: number;
  answers?: number;
  /** The path of the n-th request on a connection. */
  path: (connection: number, n: number) => string;
}

const fromOurPage = { 'sec-fetch-site': 'same-origin', accept: 'application/json' };

/** A closed loop: each connection asks again when it was answered. Bodies are drained and counted, not read. */
export async function runLoad(origin: string, options: LoadOptions): Promise<Load> {
  const { connections, forMs = Number.POSITIVE_INFINITY, answers = Number.POSITIVE_INFINITY, path } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const asWhom = { ...fromOurPage, ...cookieHeader(origin) };
  const times: number[] = [];
  let bytes = 0;
  let started = 0;
  const startedAt = performance.now();
  const loop = async (connection: number) => {
    for (let n = 0; performance.now() - startedAt < forMs && started < answers; n += 1) {
      started += 1;
      const askedAt = performance.now();
      bytes = await ask(agent, origin + path(connection, n), asWhom);
      times.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => loop(index)));
  const tookS = (performance.now() - startedAt) / 1000;
  agent.destroy();
  return {
    perS: times.length / tookS,
    p50: percentile(times, 0.5),
    p95: percentile(times, 0.95),
    max: Math.max(...times),
    answers: times.length,
    bytes,
  };
}

export function medianOf(loads: readonly Load[]): Load {
  const pick = (read: (load: Load) => number) => median(loads.map(read));
  return {
    perS: pick(({ perS }) => perS),
    p50: pick(({ p50 }) => p50),
    p95: pick(({ p95 }) => p95),
    max: pick(({ max }) => max),
    answers: pick(({ answers }) => answers),
    bytes: pick(({ bytes }) => bytes),
  };
}

function ask(agent: Agent, url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
      });
      response.once('error', reject);
      response.once('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${response.statusCode}`)),
      );
    });
    sent.once('error', reject);
    sent.end();
  });
}
