import type { SourceRecord } from '@watchfloor/contract';
import { afterEach, expect, test } from 'vitest';
import type { ListPage, ReadPosition, ResourceReader } from '../connector.ts';
import type { OpenConnection } from '../open-connection.ts';
import { contextFor, day, question, readerOf, wholeRange } from './reading.ts';
import {
  type ConformingSimulator,
  closeOpened,
  type Fixture,
  type ListFixture,
  openStage,
  type Stage,
} from './stage.ts';

const faults = [null, 'hostile-record', 'gzip'] as const;
const pagesMax = 3;

/** What every connector guarantees to a reader that keeps what it reads, over real sockets. */
export function describeKept<Simulator extends ConformingSimulator, Options>(
  name: string,
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
): void {
  afterEach(closeOpened);

  test.each(faults)(
    `${name}: each record of a page has the text that the vendor sent for it, fault %s`,
    async (fault) => {
      const stage = await openStage(fixture, list, list.faults);
      try {
        if (fault) stage.simulator.faults.next({ kind: fault, path: list.path });
        const { pages, bodies } = await readPages(stage, list.resource);
        const sent = new Set(bodies.flatMap(findRecords));
        const rows = pages.flatMap((page) => {
          const raws = page.raws();
          expect(raws).toHaveLength(page.records.length);
          return page.records.map((record, index) => ({ record, raw: raws[index] ?? '' }));
        });
        expect(rows.length).toBeGreaterThan(list.faults.listCase.rows ?? 0);
        expect(keysOf(rows.filter(({ raw }) => !sent.has(raw)))).toEqual([]);
        // A key is made of what the record prints, with dots between where it is several things.
        const isOf = (raw: string, key: string) => key.split('.').every((part) => raw.includes(part));
        expect(keysOf(rows.filter(({ record, raw }) => !isOf(raw, record.key)))).toEqual([]);
        expect(new Set(rows.map(({ raw }) => raw)).size).toBe(rows.length);
      } finally {
        await stage.close();
      }
    },
  );

  test(`${name}: a range that reaches a year ahead holds what is dated in the future`, async () => {
    const stage = await openStage(fixture, list, list.faults);
    try {
      const inAYear = { ...wholeRange(), to: Date.now() + 365 * day };
      const added = list.insertAt(stage.simulator, Date.now() + 300 * day);
      const { pages } = await readPages(stage, list.resource, inAYear);
      expect(pages.flatMap(({ records }) => records)[0]?.key).toBe(added);
      expect(pages.find(({ covered }) => covered)?.covered?.to).toBe(inAYear.to);
    } finally {
      await stage.close();
    }
  });
}

function keysOf(rows: readonly { record: SourceRecord }[]): string[] {
  return rows.map(({ record }) => record.key);
}

/** A few pages of the list, with the bodies of all answers. */
async function readPages(stage: Stage, resource: string, range = wholeRange()) {
  const { listCase } = stage;
  const asking = question({ ...listCase, ...range });
  const { connection, bodies } = listenTo(stage.connection);
  const reader: ResourceReader = readerOf(connection, resource);
  const pages: ListPage[] = [];
  let position: ReadPosition | null = null;
  const notBefore = stage.now();
  do {
    const page: ListPage = await reader.list(asking, position, { ...contextFor(connection), notBefore });
    if (page.records.length > 0) pages.push(page);
    position = page.next;
  } while (position && pages.length < pagesMax);
  return { pages, bodies };
}

function listenTo(connection: OpenConnection): { connection: OpenConnection; bodies: string[] } {
  const bodies: string[] = [];
  const get: OpenConnection['client']['get'] = async (request) => {
    const answer = await connection.client.get(request);
    bodies.push(answer.text);
    return answer;
  };
  return { connection: { ...connection, client: { ...connection.client, get } }, bodies };
}

/** The objects of a body's outermost list, letter by letter: another way than the connectors', to hold theirs against. */
export function findRecords(body: string): string[] {
  const found: { depth: number; text: string }[] = [];
  const open: { bracket: string; at: number }[] = [];
  let inText = false;
  for (let at = 0; at < body.length; at += 1) {
    const letter = body.charAt(at);
    if (inText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') inText = false;
    } else if (letter === '"') inText = true;
    else if (letter === '{' || letter === '[') open.push({ bracket: letter, at });
    else if (letter === '}' || letter === ']') {
      const closed = open.pop();
      if (letter === '}' && open.at(-1)?.bracket === '[')
        found.push({ depth: open.length, text: body.slice(closed?.at, at + 1) });
    }
  }
  const outermost = Math.min(...found.map(({ depth }) => depth));
  return found.filter(({ depth }) => depth === outermost).map(({ text }) => text);
}
