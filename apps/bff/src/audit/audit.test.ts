import { randomBytes } from 'node:crypto';
import { auditAnswerSchema, auditEntrySchema, auditVerdictSchema } from '@watchfloor/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '../http/guard.ts';
import type { KnownHead } from '../store/audit/heads.ts';
import { toSealKey } from '../store/audit/seal.ts';
import { startSealer } from '../store/audit/sealer.ts';
import { writeAudit } from '../store/audit/write.ts';
import { createTestDatabase, silent, type TestDatabase } from '../store/testing/test-database.ts';
import { asOwnPage, fakeApp, readProblem } from '../testing/fake-app.ts';
import { operator } from '../testing/operator.ts';
import { createAuditDesk } from './audit-desk.ts';

const key = toSealKey(randomBytes(32));
const frida: Principal = { ...operator, id: 'frida', name: 'Frida Holm' };
const ana = { kind: 'person', id: 'ana', name: 'Ana Ruiz' } as const;

let database: TestDatabase;
let heads: KnownHead[];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  heads = [];
});

function openApp({ principal = frida, pageRows = 3 }: { principal?: Principal; pageRows?: number } = {}) {
  const now = Date.now;
  const audit = createAuditDesk({ database, sealKeys: [key], readHeads: () => Promise.resolve(heads), now, pageRows });
  const { app } = fakeApp({ database, audit, principal });
  return (path: string) => app.request(asOwnPage(path));
}

const write = (entry: Parameters<typeof writeAudit>[1]) => database.transaction((trx) => writeAudit(trx, entry));
const list = async (query: string, options?: Parameters<typeof openApp>[0]) =>
  auditAnswerSchema.parse(await (await openApp(options)(`/api/audit?${query}`)).json());

async function seal(): Promise<void> {
  const sealer = startSealer({
    database,
    key,
    log: silent,
    keepHead: (head) => {
      heads.push({ ...head, time: new Date().toISOString() });
      return Promise.resolve();
    },
  });
  await sealer.close();
}

describe('the list', () => {
  beforeAll(async () => {
    for (let i = 1; i <= 8; i += 1) {
      await write({
        actor: ana,
        action: 'view.change',
        target: { kind: 'view', id: `v${i % 2}` },
        detail: { after: { i } },
      });
    }
    await write({ actor: { kind: 'system', name: 'Watchfloor' }, action: 'session.refuse', detail: {} });
    await write({ actor: { kind: 'command', name: 'audit verify' }, action: 'session.end', detail: {} });
    await write({ actor: { ...ana, name: 'Ana R. Ruiz' }, action: 'session_x.begin', detail: {} });
  });

  it('comes newest first, page by page, each entry once, and offers every action and actor by the latest name', async () => {
    const first = await list('');
    const seen = [...first.entries];
    let { cursor } = first;
    while (cursor !== null) {
      const page = await list(`cursor=${cursor}`);
      expect(page.entries.length).toBeLessThanOrEqual(3);
      seen.push(...page.entries);
      ({ cursor } = page);
    }
    const ids = seen.map(({ id }) => Number(id));
    expect(ids).toEqual(ids.toSorted((a, b) => b - a));
    expect(new Set(ids).size).toBe(11);
    expect(first.actions).toEqual(['session.end', 'session.refuse', 'session_x.begin', 'view.change']);
    expect(first.actors).toContainEqual({ id: 'ana', name: 'Ana R. Ruiz' });
    expect(first.actors.filter(({ id }) => id === 'ana')).toHaveLength(1);
  });

  it.each([
    ['action=session', 2],
    ['action=session.end', 1],
    ['action=session_x', 1],
    ['action=sessio', 0],
    ['actor=ana', 9],
    ['actor=kind:system', 1],
    ['actor=kind:command', 1],
    ['target=view', 8],
    ['target=view:v1', 4],
    ['target=view:v1&actor=ana&action=view', 4],
    ['from=now-1h&to=now', 11],
    ['from=now-2h&to=now-1h', 0],
  ])('with %s holds %i', async (query, count) => {
    expect((await list(query, { pageRows: 100 })).entries).toHaveLength(count);
  });

  it.each([
    ['from=yesterday', 'bad_parameter'],
    ['from=now&to=now-1h', 'bad_range'],
    ['cursor=1', 'bad_parameter'],
    ['action=%25', 'bad_parameter'],
    ['target=view:%00', 'bad_parameter'],
    ['colour=red', 'bad_parameter'],
  ])('refuses %s as %s', async (query, code) => {
    expect((await readProblem(await openApp()(`/api/audit?${query}`))).code).toBe(code);
  });

  it.each(['/api/audit', '/api/audit/export?format=csv', '/api/audit/verify'])(
    '%s is for administrators',
    async (path) => {
      for (const role of ['viewer', 'analyst', 'lead'] as const) {
        expect((await readProblem(await openApp({ principal: { ...frida, role } })(path))).code).toBe('role_missing');
      }
      expect((await readProblem(await openApp({ principal: { ...frida, role: 'anyone' } })(path))).code).toBe(
        'not_signed_in',
      );
      expect((await openApp()(path)).status).toBe(200);
    },
  );
});

describe('an export', () => {
  it('holds every entry that matches, is a row itself before it leaves, and carries no formula', async () => {
    const before = (await list('action=audit.export', { pageRows: 100 })).entries.length;
    await write({ actor: { ...ana, name: '=HYPERLINK("http://x")\r\n"' }, action: 'view.create', detail: {} });
    const response = await openApp()('/api/audit/export?format=csv&action=view');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="watchfloor-audit.csv"');
    expect(response.headers.get('content-type')).toContain('text/csv');
    const text = await response.text();
    const lines = text.split('\r\n');
    expect(lines[0]).toContain('"id","time"');
    const expected = (await list('action=view', { pageRows: 100 })).entries.length;
    expect(lines).toHaveLength(expected + 2);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://x"")`);
    const exports = (await list('action=audit.export', { pageRows: 100 })).entries;
    expect(exports).toHaveLength(before + 1);
    expect(exports[0]).toMatchObject({ actor: { id: 'frida' }, detail: { format: 'csv', action: 'view' } });
  });

  it('as NDJSON is the entries as the list has them', async () => {
    const text = await (await openApp()('/api/audit/export?format=ndjson&action=view.change')).text();
    const entries = text
      .trimEnd()
      .split('\n')
      .map((line) => auditEntrySchema.parse(JSON.parse(line)));
    expect(entries).toEqual((await list('action=view.change', { pageRows: 100 })).entries);
    expect(entries).toHaveLength(8);
  });

  it('that nobody reads to its end asks the database no further', async () => {
    const response = await openApp()('/api/audit/export?format=ndjson');
    await response.body?.cancel();
    expect((await list('')).entries.length).toBeGreaterThan(0);
  });
});

describe('the verdict', () => {
  const verify = async () => auditVerdictSchema.parse(await (await openApp()('/api/audit/verify')).json());

  it('says what is sealed and what is not yet, and is a row itself', async () => {
    const open = await verify();
    expect(open).toMatchObject({ intact: true, sealed: 0, head: null, sealing: true });
    expect(open.unsealed).toBeGreaterThan(10);
    await seal();
    const { entries } = await list('action=audit.verify');
    expect(entries[0]?.sealed).toBeGreaterThan(10);
    const closed = await verify();
    expect(closed).toMatchObject({ intact: true, unsealed: 0, faults: [], heads: 1 });
    expect(closed.head).toMatchObject({ position: closed.sealed, at: expect.any(Number) as number });
  });

  it('finds a head beyond the end, and one that differs', async () => {
    heads = [
      { position: 3, auditId: 3, mac: '0'.repeat(64), time: '' },
      { position: 9_000, auditId: 9_000, mac: '0'.repeat(64), time: '' },
    ];
    const verdict = await verify();
    expect(verdict.intact).toBe(false);
    expect(verdict.faults.map(({ kind }) => kind)).toEqual(['rewritten', 'cut']);
  });

  it('is shared by those who ask while it is made', async () => {
    let readings = 0;
    const desk = createAuditDesk({
      database,
      sealKeys: [key],
      readHeads: () => {
        readings += 1;
        return Promise.resolve([]);
      },
      now: Date.now,
    });
    const reader = { kind: 'person', id: 'frida', name: 'Frida Holm', requestId: 'a-test' } as const;
    await Promise.all([desk.verify(reader), desk.verify(reader), desk.verify(reader)]);
    expect(readings).toBe(1);
    await desk.verify(reader);
    expect(readings).toBe(2);
  });
});
