import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toText } from '../json.ts';
import { isUuid } from '../scenario/identifiers.ts';
import { filterColumns, sortColumns } from './filters.ts';
import { labelIds } from './records.ts';
import { startUsmSimulator } from './simulator.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ alarms: 600, events: 3000, getPerS: 100_000, postPerS: 100_000 });
});
afterAll(() => client.usm.close());

interface Wrapped {
  _links: { self: { href: string; templated: boolean } };
  timeStamp: number;
  message: Record<string, unknown>;
}

describe('records', () => {
  test('what a row filters by is what it shows', async () => {
    for (const resource of ['alarms', 'events'] as const) {
      const rows = await client.rows(`/${resource}?size=300`);
      // `plugin` filters by an id that responses do not carry.
      for (const name of [...filterColumns[resource], ...sortColumns[resource]].filter(
        (column) => column !== 'plugin',
      )) {
        const shown = rows.map((row) => ({ id: String(row['uuid']), text: toText([row[name]].flat()[0]) }));
        for (const text of new Set(shown.map((row) => row.text))) {
          const truth = new Set(client.usm.oracle[resource]({ [name]: text }));
          const wrong = shown.filter((row) => truth.has(row.id) !== (row.text === text));
          expect(wrong, `${resource} by ${name}=${text}`).toEqual([]);
        }
      }
    }
  });

  test('every event that an alarm shows resolves, says so, and stands in the list', async () => {
    const listed = new Set(client.usm.oracle.events());
    let resolved = 0;
    for (const alarm of await client.rows('/alarms?size=60')) {
      const events = alarm['events'] as Wrapped[];
      expect(events.length).toBe(Math.min(10, Number(alarm['alarm_events_count'])) || 0);
      for (const [index, id] of (alarm['packet_data'] as string[]).entries()) {
        const event = await client.get(`/events/${id}`);
        expect(event).toMatchObject({ id, has_alarm: 'true' });
        const { message, timeStamp, _links } = events[index] as Wrapped;
        expect(message).toMatchObject({ event_name: event['event_name'], source_name: event['source_name'] });
        expect(String(timeStamp)).toBe(event['timestamp_occured']);
        expect(_links.self).toMatchObject({
          href: expect.stringContaining('/events/{eventId}') as string,
          templated: true,
        });
        expect(Object.keys(message).length).toBeGreaterThanOrEqual(60);
        expect(listed.has(id)).toBe(true);
        resolved++;
      }
    }
    expect(resolved).toBeGreaterThan(60);
  });

  test('an alarm by id is the alarm in the list; unknown ids and /event/ are 404 with JSON', async () => {
    const [row] = await client.rows('/alarms?size=1');
    expect(await client.get(`/alarms/${String(row?.['uuid'])}`)).toEqual(row);
    const event = (await client.rows('/events?size=1'))[0];
    for (const path of [
      `/event/${String(event?.['uuid'])}`,
      '/alarms/00000000-0000-0000-0000-000000000000',
      '/alarms/x',
      '/nothing',
    ]) {
      const response = await client.raw(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toHaveProperty('error');
    }
  });

  test('ids are UUIDs and no two rows share one', () => {
    const ids = [...client.usm.oracle.alarms(), ...client.usm.oracle.events()];
    expect(ids.every(isUuid)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('plain events on demand', async () => {
    client.usm.switches.alarmEvents = 'plain';
    const [row] = await client.rows('/alarms?size=1');
    const [first] = (row?.['packet_data'] ?? []) as string[];
    expect(row?.['events']).toEqual(expect.arrayContaining([{ uuid: first }]));
    client.usm.switches.alarmEvents = 'wrapped';
  });

  test('an inserted record goes out as given: odd types, left-out fields, raw bytes', async () => {
    const [odd, bare, raw] = client.usm.insertAlarms([
      { priority_label: 'critical', rule_method: 17, source_name: null, timestamp_occured: Date.now() + 3000 },
      { _omit: ['uuid', 'priority', 'priority_label', 'status'], timestamp_occured: Date.now() + 2000 },
      { _raw: '{"uuid":"r","big":6180352115244793858,"big":1}', timestamp_occured: Date.now() + 1000 },
    ]);
    expect(await client.get(`/alarms/${odd}`)).toMatchObject({ priority: 95, rule_method: 17, source_name: null });
    const nameless = await client.get(`/alarms/${bare}`);
    for (const name of ['uuid', 'id', 'priority', 'status']) expect(nameless).not.toHaveProperty(name);
    const list = await (await client.raw('/alarms?size=3')).text();
    expect(list).toContain('{"uuid":"r","big":6180352115244793858,"big":1}');
    client.usm.remove('alarms', [odd, bare, raw].map(String));
    expect((await client.raw(`/alarms/${odd}`)).status).toBe(404);
    expect(client.usm.oracle.alarms()).not.toContain(odd);
  });

  test('labels are put and deleted idempotently; unknown ones are 404', async () => {
    const id = client.usm.insertAlarms([{}])[0];
    const label = labelIds[2];
    const at = `/alarms/${id}/labels/${label}`;
    for (let time = 0; time < 2; time++) expect((await client.raw(at, { method: 'PUT' })).status).toBe(200);
    expect(await client.get(`/alarms/${id}/labels`)).toEqual({ alarm_labels: [label] });
    expect(await client.get(`/alarms/${id}`)).toMatchObject({ alarm_labels: [label] });
    for (let time = 0; time < 2; time++) expect((await client.raw(at, { method: 'DELETE' })).status).toBe(200);
    expect(await client.get(`/alarms/${id}/labels`)).toEqual({ alarm_labels: [] });
    expect((await client.raw(`/alarms/${id}/labels/nope`, { method: 'PUT' })).status).toBe(404);
    expect((await client.raw(`/alarms/none/labels/${label}`, { method: 'PUT' })).status).toBe(404);
  });

  test('one seed and start give one company; another seed another', async () => {
    const start = async (seed: number) => {
      const usm = await startUsmSimulator({ alarms: 50, events: 300, seed, now: () => 1_795_000_000_000 });
      const ids = usm.oracle.events();
      await usm.close();
      return ids;
    };
    expect(await start(3)).toEqual(await start(3));
    expect(await start(3)).not.toEqual(await start(4));
  });
});
