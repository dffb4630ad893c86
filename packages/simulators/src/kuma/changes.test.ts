import { afterEach, describe, expect, test } from 'vitest';
import { kumaTenants } from './tenants.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.kuma.close());

const only = (id: string, more = '') => client.rows(`/alerts?id=${id}${more}`).then((rows) => rows[0] ?? {});

async function readAll(query: string): Promise<string[]> {
  const seen: string[] = [];
  for (let page = 1; ; page++) {
    const ids = await client.ids(`/alerts?page=${page}&${query}`);
    seen.push(...ids);
    if (ids.length < 250) return seen;
  }
}

describe('an alert that grows', () => {
  test('a new one takes the hit: last seen, priority, events, and it jumps to page 1; first seen stays', async () => {
    client = await startWithClient();
    const id = client.kuma.oracle.alerts({ status: 'new', priority: 'low' }).at(-1) ?? '';
    const before = await only(id);
    client.kuma.advance(60_000);
    expect(client.kuma.hit([id], { events: 3, priority: 'high' })).toEqual([id]);
    const [first] = await client.rows('/alerts');
    expect(first).toMatchObject({ id, priority: 'high', status: 'new', firstSeen: before['firstSeen'] });
    expect(Date.parse(String(first?.['lastSeen']))).toBeGreaterThan(Date.parse(String(before['lastSeen'])));
    expect(client.kuma.oracle.journal.entries.at(-1)).toMatchObject({ kind: 'hit', id, after: { priority: 'high' } });
    expect(() => client.kuma.mutate([id], { firstSeen: 0 })).toThrow('firstSeen');
  });

  test('hits keep the events that were there', async () => {
    client = await startWithClient({ alerts: 0 });
    const [id = ''] = client.kuma.insertAlerts([
      { _events: 4, firstSeen: Date.now() - 9000, lastSeen: Date.now() - 5000 },
    ]);
    const eventsOf = async () => (await only(id, '&withEvents'))['events'] as unknown[];
    const before = await eventsOf();
    client.kuma.hit([id], { events: 2 });
    expect((await eventsOf()).slice(0, 4)).toEqual(before);
    expect(await eventsOf()).toHaveLength(6);
  });

  test('any change of the status freezes it; the next hit makes a successor of the same name, which then grows', async () => {
    client = await startWithClient();
    for (const status of ['assigned', 'escalated', 'closed']) {
      const id = client.kuma.oracle.alerts({ status: 'new' })[0] ?? '';
      client.kuma.setStatus([id], status, { assignee: 'ana.ruiz' });
      const frozen = await only(id, '&withEvents');
      expect(frozen).toMatchObject({ status, assignee: 'ana.ruiz' });
      client.kuma.advance(5000);
      const [successor = ''] = client.kuma.hit([id], { events: 2, priority: 'critical' });
      expect(successor).not.toBe(id);
      expect(await only(id, '&withEvents')).toEqual(frozen);
      const { name, correlationRuleID, tenantID } = frozen;
      const same = { name, correlationRuleID, tenantID, status: 'new', assignee: '', priority: 'critical' };
      const young = await only(successor, '&withAffected');
      expect(young).toMatchObject(same);
      expect(Date.parse(String(young['firstSeen']))).toBeGreaterThan(Date.parse(String(frozen['firstSeen'])));
      expect(client.kuma.hit([id])).toEqual([successor]);
      expect(client.kuma.oracle.facts(successor)?.events).toBe(3);
      client.kuma.setStatus([successor], 'closed');
      expect(client.kuma.hit([id])[0]).not.toBe(successor);
    }
  });

  test('a given field gives way when it changes', async () => {
    client = await startWithClient({ alerts: 0 });
    const [id = ''] = client.kuma.insertAlerts([{ priority: 2, status: 'New', lastSeen: '2026-01-01T00:00:00.500Z' }]);
    expect(await only(id)).toMatchObject({ priority: 2, status: 'New', lastSeen: '2026-01-01T00:00:00.500Z' });
    client.kuma.hit([id], { priority: 'medium', at: Date.UTC(2026, 0, 1, 0, 5) });
    expect(await only(id)).toMatchObject({ priority: 'medium', status: 'New', lastSeen: '2026-01-01T00:05:00Z' });
    client.kuma.mutate([id], { status: 'in incident', assignee: 'x', lastSeen: '2026-01-01T01:00:00Z' });
    expect(await only(id)).toMatchObject({ status: 'in incident', assignee: 'x' });
    expect(await client.ids('/alerts?from=2026-01-01T01:00:00Z')).toEqual([id]);
  });
});

describe('between two pages', () => {
  test('by lastSeen a walk repeats and skips, by firstSeen it holds all, and the oracle knows', async () => {
    client = await startWithClient({ alerts: 700 });
    const { kuma } = client;
    let page = 0;
    kuma.beforeResponse = ({ path }) => {
      if (!path.endsWith('/alerts') || ++page !== 1) return;
      kuma.hit(kuma.oracle.alerts({ status: 'new' }).slice(-10));
    };
    const walk = async (field: string) => {
      page = 0;
      const since = kuma.oracle.journal.seq;
      const seen = await readAll(`timestampField=${field}&from=2020-01-01T00:00:00Z`);
      const must = kuma.oracle.matchedThroughout({}, since);
      const may = new Set(kuma.oracle.matchedSometime({}, since));
      expect(must).toHaveLength(700);
      expect(seen.every((id) => may.has(id))).toBe(true);
      return { repeated: seen.length - new Set(seen).size, missed: must.filter((id) => !seen.includes(id)).length };
    };
    expect((await walk('lastSeen')).missed).toBeGreaterThan(0);
    expect(await walk('firstSeen')).toEqual({ repeated: 0, missed: 0 });
  });

  test('under a frozen bound a hit alert leaves the window', async () => {
    client = await startWithClient({ alerts: 300 });
    const { kuma } = client;
    const to = kuma.clock.now();
    const [id = ''] = kuma.oracle.alerts({ status: 'new', to });
    const since = kuma.oracle.journal.seq;
    kuma.advance(1000);
    kuma.hit([id]);
    expect(kuma.oracle.alerts({ to })).not.toContain(id);
    expect(kuma.oracle.matchedThroughout({ to }, since)).not.toContain(id);
    expect(kuma.oracle.matchedSometime({ to }, since)).toContain(id);
  });
});

describe('the timer', () => {
  test('hits go on by themselves, also between two requests', async () => {
    client = await startWithClient({ alerts: 300, hitEveryS: 10 });
    const { kuma } = client;
    const { seq } = kuma.oracle.journal;
    kuma.clock.advance(120_000);
    await client.rows('/alerts');
    const kinds = kuma.oracle.journal.since(seq).map(({ kind }) => kind);
    expect(kinds.length).toBeGreaterThan(3);
    expect(kinds.every((kind) => kind === 'hit' || kind === 'insert')).toBe(true);
  });

  test('live, alerts come, grow, are taken and closed, and have successors', async () => {
    client = await startWithClient({ alerts: 800, live: true });
    const { kuma } = client;
    const names = new Map(kuma.oracle.alerts().map((id) => [id, kuma.oracle.facts(id)]));
    const { seq } = kuma.oracle.journal;
    kuma.advance(3 * 3_600_000);
    const entries = kuma.oracle.journal.since(seq);
    const of = (kind: string) => entries.filter((entry) => entry.kind === kind);
    // One a minute for three hours, and successors of frozen ones on top.
    expect(of('insert').length).toBeGreaterThan(150);
    expect(of('hit').length).toBeGreaterThan(250);
    expect(of('status').length).toBeGreaterThan(60);
    expect(entries.some(({ after }) => after?.priority === 'critical')).toBe(false);
    const late = of('insert').filter(({ after }) => Number(after?.lastSeen) - Number(after?.firstSeen) > 900_000);
    expect(late.length).toBeGreaterThan(0);
    for (const { before, after } of of('hit')) {
      expect(before?.status).toBe('new');
      expect(after?.firstSeen).toBe(before?.firstSeen);
      expect(after?.lastSeen).toBeLessThanOrEqual(kuma.clock.now());
    }
    expect(names.size).toBe(800);
  });

  test('without it nothing moves by itself', async () => {
    client = await startWithClient();
    const { seq } = client.kuma.oracle.journal;
    client.kuma.advance(86_400_000);
    expect(client.kuma.oracle.journal.seq).toBe(seq);
  });
});

describe('POST /alerts/close', () => {
  test('204 without a body; the alert is closed with its reason and frozen', async () => {
    client = await startWithClient();
    const ids = client.kuma.oracle.alerts({ status: ['new', 'assigned', 'escalated'] });
    for (const [index, reason] of ['responded', 'incorrect data', 'incorrect correlation rule'].entries()) {
      const response = await client.close(ids[index], reason);
      expect(response.status).toBe(204);
      expect(response.headers.get('content-length')).toBeNull();
      expect(response.headers.get('content-type')).toBeNull();
      expect(await response.text()).toBe('');
      expect(await only(ids[index] ?? '')).toMatchObject({ status: 'closed', closingReason: reason });
    }
    const v2 = await fetch(`${client.kuma.origin}/api/v2/alerts/close`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.kuma.token}` },
      body: JSON.stringify({ id: ids[3], reason: 'responded' }),
    });
    expect(v2.status).toBe(204);
  });

  test('each refusal in the vendor’s words, and nothing changes', async () => {
    client = await startWithClient();
    const { kuma } = client;
    const id = kuma.oracle.alerts({ status: 'new' })[0] ?? '';
    const [foreign = ''] = kuma.insertAlerts([{ tenantID: kumaTenants.holding.id }]);
    const closed = kuma.oracle.alerts({ status: 'closed' })[0];
    const { seq } = kuma.oracle.journal;
    const refusal = async (alert: unknown, reason: unknown) => {
      const response = await client.close(alert, reason);
      return [response.status, ((await response.json()) as { message: string }).message];
    };
    expect(await refusal(undefined, 'responded')).toEqual([400, 'id required']);
    expect(await refusal('', 'responded')).toEqual([400, 'id required']);
    expect(await refusal(id, undefined)).toEqual([400, 'reason required']);
    expect(await refusal(id, 'Responded')).toEqual([400, 'invalid reason']);
    expect(await refusal('00000000-0000-0000-0000-000000000000', 'responded')).toEqual([404, 'alert not found']);
    expect(await refusal(foreign, 'responded')).toEqual([403, 'access denied']);
    expect(await refusal(closed, 'responded')).toEqual([406, 'alert already closed']);
    kuma.access.disabledTenants = Object.values(kumaTenants).map((tenant) => tenant.id);
    expect(await refusal(id, 'responded')).toEqual([406, 'tenant disabled']);
    for (const body of ['', 'id=1', '[]']) {
      expect((await client.refusal('/alerts/close', { method: 'POST', body }))[0]).toBe(400);
    }
    expect(kuma.oracle.journal.seq).toBe(seq);
  });

  test('the race: a colleague was a moment faster', async () => {
    client = await startWithClient({ switches: { closeRace: true } });
    const id = client.kuma.oracle.alerts({ status: 'new' })[0] ?? '';
    const response = await client.close(id, 'incorrect data');
    expect([response.status, await response.json()]).toEqual([406, { message: 'alert already closed', details: '' }]);
    expect(await only(id)).toMatchObject({ status: 'closed', assignee: 'erik.holm', closingReason: 'responded' });
  });

  test('a lost answer: closed all the same', async () => {
    client = await startWithClient();
    const id = client.kuma.oracle.alerts({ status: 'new' })[0] ?? '';
    client.kuma.faults.next({ kind: 'reset', path: '/alerts/close' });
    await expect(client.close(id, 'responded')).rejects.toThrow('fetch failed');
    expect(await only(id)).toMatchObject({ status: 'closed' });
    expect((await client.close(id, 'responded')).status).toBe(406);
  });
});
