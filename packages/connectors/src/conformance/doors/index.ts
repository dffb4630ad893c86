import { type Resource, type SourceRecord, toSeverity } from '@watchfloor/contract';
import * as z from 'zod';
import type { CallContext, ListQuestion, ReadPosition, ResourceReader, Vendor } from '../../connector.ts';
import { ConnectorError } from '../../errors.ts';
import { planFilters } from '../../filter-plan.ts';
import { createReadTask, type Row, toListPage, unreadableItem } from '../../list-page.ts';
import { createElementTexts, sliceMembers } from '../../outbound/lossless-json.ts';
import { readByTime, type TimePosition } from '../../paging/read-by-time.ts';
import { createTimeAxis } from '../../paging/time-axis.ts';
import { Secret } from '../../secret.ts';

// A vendor that does not exist: door alarms. What a fifth one takes is this folder, and a line in the registry.

const configSchema = z.strictObject({
  base_url: z.url({ protocol: /^https?$/ }),
  ca_file: z.string().optional(),
  token: z
    .string()
    .min(1)
    .transform((value) => new Secret(value)),
});

const doorSchema = z.looseObject({ id: z.string(), at: z.number(), door: z.string(), level: z.string() });
type WireDoor = z.infer<typeof doorSchema>;
const pageSchema = z.object({ rows: z.array(z.unknown()), more: z.boolean() });

const resource: Resource = {
  name: 'doors',
  label: 'Doors',
  singular: 'door alarm',
  kind: 'finding',
  filters: [],
  columns: [
    { name: 'severity', label: 'Level', kind: 'severity', widthPx: 92, shown: true },
    { name: 'happened', label: 'Time', kind: 'time', widthPx: 92, shown: true },
    { name: 'title', label: 'Door', kind: 'title', widthPx: 320, shown: true },
  ],
  orders: [{ name: 'time-desc', label: 'Newest first', provable: true }],
  opensWith: { from: 'now-24h', to: 'now' },
};

function toRecord(wire: WireDoor, connection: string): SourceRecord {
  return {
    uid: `${connection}:doors:${wire.id}`,
    kind: 'finding',
    key: wire.id,
    happened: wire.at,
    arrived: null,
    active: null,
    title: wire.door,
    severity: toSeverity(wire.level),
    status: 'new',
    outcome: 'not_stated',
    entities: [],
    attack: [],
    cells: { title: wire.door },
  };
}

async function list(question: ListQuestion, position: ReadPosition | null, context: CallContext) {
  const { task, called } = createReadTask(question, context, () => true);
  const stream = (range: { from: number; to: number }) => async (page: number, size: number) => {
    called();
    const { json, text } = await context.client.get({
      path: '/doors',
      params: Object.entries({ page, size, ...range }).map(([name, value]) => [name, String(value)] as const),
      signal: context.signal,
      deadlineAt: context.deadlineAt,
      onAsked: context.onAsked,
    });
    const answer = pageSchema.safeParse(json);
    if (!answer.success) throw new ConnectorError('bad_response', 'It answered with JSON that is no list of doors.');
    const texts = createElementTexts(text, (whole) => sliceMembers(text, whole).get('rows'));
    const items = answer.data.rows.map((row, index) => {
      const raw = () => texts(index) ?? '';
      const wire = doorSchema.safeParse(row).data;
      if (!wire) return unreadableItem(raw(), 'It is no door alarm.');
      const value: Row = { record: toRecord(wire, context.connection), raw };
      return { key: wire.id, at: wire.at, value };
    });
    return { items, last: !answer.data.more, total: null };
  };
  const axis = createTimeAxis('newest-first', question, 1);
  const read = await readByTime({ streams: [stream], axis }, position as TimePosition | null, task);
  return toListPage(read, planFilters([], {}, { singleStream: true }), read.covered);
}

const doorsReader: ResourceReader = {
  resource,
  keeping: { filters: {}, rule: 'All door alarms', order: 'time-desc' },
  isKey: (key) => /^door-\d{1,9}$/.test(key),
  list,
  async get(key, _hint, context) {
    const { json, text } = await context.client.get({
      path: `/doors/${encodeURIComponent(key)}`,
      signal: context.signal,
      deadlineAt: context.deadlineAt,
      onAsked: context.onAsked,
    });
    const wire = doorSchema.safeParse(json).data;
    if (!wire) throw new ConnectorError('bad_response', 'It answered with something that is no door alarm.');
    return {
      record: toRecord(wire, context.connection),
      raw: text,
      why: `${wire.door} was opened.`,
      facts: [],
      sections: [],
    };
  },
};

export const doors: Vendor<z.infer<typeof configSchema>> = {
  name: 'doors',
  label: 'Doors',
  mark: 'DO',
  config: configSchema,
  secrets: ['token'],
  settings: [
    { name: 'base_url', label: 'Base URL', kind: 'url', required: true },
    { name: 'ca_file', label: 'CA file', kind: 'text', required: false },
    { name: 'token', label: 'Token', kind: 'secret', required: true },
  ],
  auth: ({ token }) => ({ kind: 'bearer', token }),
  quota: { limit: 1_000, windowMs: 1_000 },
  async check(client, signal) {
    await client.get({ path: '/doors', params: [['size', '1']], signal });
  },
  resources: () => [doorsReader],
};
