import {
  type BulkItem,
  type BulkJob,
  bulkItemsAnswerSchema,
  bulkJobSchema,
  type Decision,
  decisionAnswerSchema,
  type FrozenSet,
  frozenSetSchema,
  type Mark,
  markSchema,
  problemSchema,
} from '@watchfloor/contract';
import type * as z from 'zod/mini';

/** Somebody who decides, as their browser does: by whichever server answers, and by another one where it does not. */
export interface Analyst {
  id: string;
  name: string;
  decide(uid: string, version: number, decision: Decision): Promise<Decided>;
  freeze(uids: readonly string[]): Promise<FrozenSet>;
  /** Until it has ended. */
  carryOut(set: FrozenSet, decision: { kind: 'close'; verdict: 'benign' } | { kind: 'reopen' }): Promise<BulkJob>;
  receipt(id: string): Promise<BulkItem[]>;
}

export type Decided =
  | { kind: 'done'; key: string; entry: string; mark: Mark }
  /** Somebody was first; the server says who, and nothing was written. */
  | { kind: 'conflict'; current: Mark };

export interface AnalystDeps {
  person: { id: string; name: string };
  cookie: string;
  /** Those that may answer. One of them may be dead. */
  urls: readonly string[];
  /** A request was sent again. */
  onRetry(): void;
}

const ours = { 'sec-fetch-site': 'same-origin', 'x-watchfloor': '1', 'content-type': 'application/json' };
const triesMax = 60;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function createAnalyst({ person, cookie, urls, onRetry }: AnalystDeps): Analyst {
  let turn = Math.floor(Math.random() * urls.length);

  async function send(method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
    for (let tries = 1; ; tries += 1) {
      turn += 1;
      const url = `${urls[turn % urls.length]}${path}`;
      const init = { method, headers: { ...ours, cookie }, ...(body && { body: JSON.stringify(body) }) };
      try {
        const response = await fetch(url, init);
        // Read here: a server that dies while it answers has not answered.
        const text = await response.text();
        return new Response(text, { status: response.status });
      } catch (error) {
        if (tries >= triesMax) throw error;
        onRetry();
        await sleep(50);
      }
    }
  }

  async function ask<Answer>(
    schema: z.ZodMiniType<Answer>,
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<Answer> {
    const response = await send(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  }

  return {
    ...person,
    async decide(uid, version, decision) {
      const key = crypto.randomUUID();
      const response = await send('POST', '/api/queue/decisions', { uid, version, key, decision });
      if (response.ok) {
        const { entry, mark } = decisionAnswerSchema.parse(await response.json());
        return { kind: 'done', key, entry, mark };
      }
      const problem = problemSchema.parse(await response.json());
      if (problem.code !== 'version_conflict') throw new Error(`${problem.code}: ${problem.detail}`);
      return { kind: 'conflict', current: markSchema.parse(problem.current) };
    },
    freeze: (uids) => ask(frozenSetSchema, 'POST', '/api/queue/bulk', { uids }),
    async carryOut({ job: { id, findings } }, decision) {
      const given = { key: crypto.randomUUID(), findings, decision };
      let job = await ask(bulkJobSchema, 'POST', `/api/queue/bulk/${id}/confirm`, given);
      while (job.state === 'running') {
        await sleep(60);
        job = await ask(bulkJobSchema, 'GET', `/api/queue/bulk/${id}`);
      }
      return job;
    },
    async receipt(id) {
      const items: BulkItem[] = [];
      let after: number | null = 0;
      while (after !== null) {
        const path = `/api/queue/bulk/${id}/items?rows=500&after=${after}`;
        const page: z.infer<typeof bulkItemsAnswerSchema> = await ask(bulkItemsAnswerSchema, 'GET', path);
        items.push(...page.items);
        after = page.next;
      }
      return items;
    },
  };
}
