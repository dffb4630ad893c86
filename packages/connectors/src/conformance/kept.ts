import {
  type FilterValues,
  parseExploreParams,
  queueResource,
  type Resource,
  type SourceRecord,
} from '@watchfloor/contract';
import { afterEach, expect, test } from 'vitest';
import type { Keeping, ListPage, ReadPosition, ResourceReader } from '../connector.ts';
import type { OpenConnection } from '../open-connection.ts';
import { compare, contextFor, day, nothingWrong, question, readerOf, walk, wholeRange } from './reading.ts';
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
        expect(rows.filter(({ raw }) => !sent.has(raw)).map(keyOf)).toEqual([]);
        // A key is made of what the record prints, with dots between where it is several things.
        const isOf = (raw: string, key: string) => key.split('.').every((part) => raw.includes(part));
        expect(rows.filter(({ record, raw }) => !isOf(raw, record.key)).map(keyOf)).toEqual([]);
        expect(new Set(rows.map(({ raw }) => raw)).size).toBe(rows.length);
      } finally {
        await stage.close();
      }
    },
  );

  test(`${name}: what is kept of it is a question that it takes, and its open findings are those that it lists as open`, async () => {
    const stage = await openStage(fixture, list, list.faults);
    try {
      list.prepareOpen?.(stage.simulator);
      const { keeping, resource } = readerOf(stage.connection, list.resource);
      expect(keeping !== undefined).toBe(resource.kind === 'finding');
      if (!keeping) return;
      expect(findMistakes(keeping, resource)).toEqual([]);
      expect(findUnknown(resource.queueViews ?? [])).toEqual([]);
      const ask = async (filters: Record<string, FilterValues>) =>
        (await walk(stage.connection, { ...list.faults.listCase, filters, order: keeping.order }, wholeRange()))
          .records;
      const all = await ask(keeping.filters);
      // The vendor itself finds them: else the whole list would be read again and again for a few.
      for (const filters of keeping.open ?? []) {
        const asking = question({ ...list.faults.listCase, filters, order: keeping.order });
        const { list: read } = readerOf(stage.connection, list.resource);
        expect((await read(asking, null, contextFor(stage.connection))).appliedHere).toEqual([]);
      }
      const open = (await Promise.all((keeping.open ?? []).map(ask))).flat();
      const isOpen = (record: SourceRecord) => keeping.isOpen?.(record) ?? false;
      // Of a record that prints no status nobody but the vendor knows it; that it comes as well does no harm.
      const stated = open.filter(({ vendorStatus }) => vendorStatus !== undefined);
      expect(keysOf(stated).toSorted()).toEqual(keysOf(all.filter(isOpen)).toSorted());
      if (keeping.open) expect(open.length).toBeGreaterThan(0);
      expect(open.length).toBeLessThan(all.length);
    } finally {
      await stage.close();
    }
  });

  test(`${name}: a range that reaches a year ahead holds what is dated in the future`, async () => {
    const stage = await openStage(fixture, list, list.faults);
    try {
      const inAYear = { ...wholeRange(), to: Date.now() + 365 * day };
      const added = list.insertAt(stage.simulator, Date.now() + 300 * day);
      const { pages } = await readPages(stage, list.resource, inAYear);
      expect(pages.flatMap(({ records }) => records)[0]?.key).toBe(added);
      expect(pages.find(({ covered }) => covered)?.covered?.to).toBe(inAYear.to);
      const mark = stage.mark();
      const changes = readerOf(stage.connection, list.resource).keeping?.changesOrder;
      for (const order of [stage.listCase.order, ...(changes === undefined ? [] : [changes])]) {
        const walked = await walk(stage.connection, { ...stage.listCase, order }, inAYear);
        expect(compare(walked, stage.throughout(mark), stage.sometime(mark))).toEqual(nothingWrong);
        expect([walked.partial, walked.errors]).toEqual([[], []]);
      }
    } finally {
      await stage.close();
    }
  });
}

const keyOf = ({ record }: { record: SourceRecord }) => record.key;

function keysOf(records: readonly SourceRecord[]): string[] {
  return records.map(({ key }) => key);
}

/** What of the rule is no filter or order of the list. */
function findMistakes({ filters, order, changesOrder, open = [] }: Keeping, resource: Resource): string[] {
  const names = [filters, ...open].flatMap((one) => Object.keys(one));
  const known = new Set(resource.filters.map((filter) => filter.name));
  const orders = new Map(resource.orders.map((one) => [one.name, one.provable]));
  return [
    ...names.filter((one) => !known.has(one)),
    ...(orders.get(order) === true ? [] : [`order ${order}`]),
    ...(changesOrder === undefined || orders.has(changesOrder) ? [] : [`order ${changesOrder}`]),
  ];
}

/** What of the questions that the list brings to the queue, the queue does not take. */
function findUnknown(views: NonNullable<Resource['queueViews']>): string[] {
  const known = new Set(queueResource.filters.map(({ name }) => name));
  return views.flatMap(({ id, params }) => {
    const { query, problems } = parseExploreParams(params, { defaults: { from: 'now-24h', to: 'now' } });
    const order = queueResource.orders.some(({ name }) => name === query.order) ? [] : [`${id}: order`];
    const filters = Object.keys(query.filters).filter((name) => !known.has(name));
    return [...problems.map(({ parameter }) => `${id}: ${parameter}`), ...filters, ...order];
  });
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
function findRecords(body: string): string[] {
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
