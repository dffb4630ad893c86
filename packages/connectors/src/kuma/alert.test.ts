import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planFilters } from '../filter-plan.ts';
import { toAlertRecord } from './alert.ts';
import { toAlertDetail } from './alert-detail.ts';
import { configSchema } from './config.ts';
import { consoleOriginOf } from './console.ts';
import { toEventsSection } from './events-section.ts';
import { alertFilters } from './filters.ts';
import { toPattern } from './pattern.ts';
import { alertSchema } from './wire.ts';

const context = { connection: 'ku', consoleOrigin: 'https://kuma.norrvik.example:7220' };
const id = '3f1c0a52-6e0b-4f7a-9a55-0b1d2f3c4e5d';

/** Every field of the documented structure. */
const whole = {
  id,
  tenantID: '9a55b1d2-0000-4000-8000-000000000001',
  tenantName: 'Main',
  name: 'Массовое копирование файлов',
  correlationRuleID: '1d2f3c4e-0000-4000-8000-000000000002',
  priority: 'high',
  status: 'new',
  firstSeen: '2024-02-16T17:47:08Z',
  lastSeen: '2024-02-16T18:01:10Z',
  assignee: '',
  closingReason: '',
  overflow: true,
  events: [],
  affectedAssets: [
    {
      id: 'a-1',
      tenantID: 't',
      tenantName: 'Main',
      name: 'NVK-DC-01',
      fqdn: 'nvk-dc-01.norrvik.example',
      ipAddresses: ['10.20.2.5'],
      macAddresses: ['00:00:5e:00:53:01'],
      owner: 'IT',
      os: { name: 'Windows Server', version: 10 },
      software: [{ name: '7-Zip', version: '23.01', vendor: 'Igor Pavlov' }],
      vulnerabilities: [
        {
          kasperskyID: 'KLA1',
          productName: 'Java',
          descriptionURL: 'https://threats.kaspersky.example/KLA1',
          recommendedMajorPatch: 'a',
          recommendedMinorPatch: 'b',
          severityStr: 'High',
          severity: 4,
          cve: ['CVE-2020-0001'],
          exploitExists: false,
          malwareExists: false,
        },
        { productName: 'SMB', cve: ['CVE-2017-0144'], severity: 3, exploitExists: true, malwareExists: true },
      ],
      ksc: { groupID: 3, lastVisible: '2024-02-16T17:00:00Z' },
      created: '2023-01-01T00:00:00Z',
      updated: '2024-01-01T00:00:00Z',
    },
    { name: 'NVK-FS-02', os: null, software: null, vulnerabilities: null, ksc: null },
  ],
  affectedAccounts: [
    {
      displayName: 'Petr Novák',
      cn: 'Petr Novák',
      dn: 'CN=Petr Novák,DC=norrvik',
      upn: 'petr.novák@norrvik.example',
      sAMAccountName: 'petr.novák',
      company: 'Norrvik',
      department: 'Dispatch',
      created: '2023-01-01T00:00:00Z',
      updated: '2024-01-01T00:00:00Z',
    },
  ],
};

test('a record names what the documented structure holds', () => {
  expect(toAlertRecord(alertSchema.parse(whole), id, context)).toMatchObject({
    uid: `ku:alerts:${id}`,
    happened: Date.UTC(2024, 1, 16, 17, 47, 8),
    active: Date.UTC(2024, 1, 16, 18, 1, 10),
    arrived: null,
    title: 'Массовое копирование файлов',
    subtitle: 'collects no more events',
    severity: 'high',
    priorityLabel: 'high',
    status: 'new',
    vendorStatus: 'new',
    outcome: 'not_stated',
    tenant: 'Main',
    consoleUrl: `https://kuma.norrvik.example:7220/alerts/${id}`,
    cells: { assets: 'NVK-DC-01 +1', accounts: 'petr.novák', assignee: null, overflow: true },
  });
});

test('a detail shows every field of the documented structure, exploits first', () => {
  const detail = toAlertDetail(alertSchema.parse(whole), id, '{}', context);
  const text = JSON.stringify(detail);
  const leaves = (value: unknown): string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
  const { firstSeen: _f, lastSeen: _l, ...rest } = whole;
  for (const leaf of leaves(rest)) {
    if (leaf === '' || leaf === 'null' || leaf.endsWith('00:00Z')) continue;
    expect(text, leaf).toContain(JSON.stringify(leaf).slice(1, -1));
  }
  const vulnerabilities = detail.sections.find((section) => section.id === 'vulnerabilities');
  expect(vulnerabilities?.kind === 'table' && vulnerabilities.rows[0]?.[1]).toBe('CVE-2017-0144');
  expect(detail.why).toBe(
    'The rule “Массовое копирование файлов” fired on NVK-DC-01 and NVK-FS-02 for petr.novák. It collects no more events.',
  );
  expect(detail.sections.filter(({ kind }) => kind === 'on_request').map((section) => section.id)).toEqual([
    'events',
    'same-named',
  ]);
});

test.each([
  ['low', 'low'],
  ['Critical', 'critical'],
  [' HIGH ', 'high'],
  [1, 'low'],
  [4, 'low'],
  ['5', 'medium'],
  [9, 'high'],
  ['13', 'critical'],
  [16, 'critical'],
  [0, 'unknown'],
  [17, 'unknown'],
  ['', 'unknown'],
  [null, 'unknown'],
  [undefined, 'unknown'],
  ['urgent', 'unknown'],
])('priority %j is %s', (priority, severity) => {
  expect(toAlertRecord(alertSchema.parse({ id, priority }), id, context).severity).toBe(severity);
});

test('empty, null and missing say the same; odd types cost a field, never the row', () => {
  for (const empty of ['', null, undefined, {}, []]) {
    const fields = Object.fromEntries(Object.keys(whole).map((name) => [name, empty]));
    const record = toAlertRecord(alertSchema.parse(fields), 'k', context);
    expect(record).toMatchObject({ title: 'Alert without a name', happened: null, active: null, severity: 'unknown' });
    expect(record.consoleUrl).toBeUndefined();
    toAlertDetail(alertSchema.parse(fields), 'k', '', context);
  }
  for (const odd of [null, 'text', 7, []]) expect(alertSchema.safeParse(odd).success).toBe(false);
});

test('anything at all in any field is read without a throw', () => {
  const keys = fc.constantFrom(...Object.keys(whole), ...Object.keys(whole.affectedAssets[0] ?? {}));
  fc.assert(
    fc.property(fc.dictionary(keys, fc.jsonValue()), (given) => {
      const wire = alertSchema.parse({ ...given, affectedAssets: [given], affectedAccounts: [given], events: [given] });
      toAlertDetail(wire, 'k', '', context);
      toEventsSection(wire);
    }),
    { endOnFailure: true },
  );
});

test('other times and states: milliseconds, epoch, title case, states of other channels', () => {
  const at = Date.UTC(2024, 1, 16, 17, 47, 8);
  for (const firstSeen of [at, String(at), '2024-02-16T17:47:08.000Z', '2024-02-16T20:47:08+03:00'])
    expect(toAlertRecord(alertSchema.parse({ id, firstSeen }), id, context).happened).toBe(at);
  const state = (status: string) => toAlertRecord(alertSchema.parse({ id, status }), id, context);
  expect(state('Closed').status).toBe('resolved');
  expect(state('New').subtitle).toBe('still growing');
  expect(state('Exported to IRP')).toMatchObject({ status: 'new', vendorStatus: 'Exported to IRP' });
});

test('an expression finds its text in either case, and no other text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      expect(new RegExp(toPattern(text), 'i').test(`x${text}y`)).toBe(true);
    }),
    { endOnFailure: true },
  );
  const ascii = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(ascii, ascii, (text, other) => {
      expect(new RegExp(toPattern(text), 'i').test(other)).toBe(other.toLowerCase().includes(text.toLowerCase()));
    }),
    { endOnFailure: true, numRuns: 1_000 },
  );
  expect(toPattern('a.b (c) [d]')).toBe('a\\.b \\(c\\) \\[d\\]');
  // Without the engine's own idea of case, as where only ASCII is folded.
  expect(new RegExp(toPattern('МАССОВОЕ')).test('массовое')).toBe(true);
  expect(new RegExp(toPattern('.*')).test('anything')).toBe(false);
});

test('filters that KUMA takes are sent as it spells them, the rest is applied here', () => {
  const plan = (filters: Parameters<typeof planFilters>[1]) =>
    planFilters(alertFilters, filters, { singleStream: true });
  const only = (...include: string[]) => ({ include, exclude: [] });
  expect(plan({ status: only('New', 'closed') })).toMatchObject({
    streams: [
      [
        ['status', 'new'],
        ['status', 'closed'],
      ],
    ],
    appliedHere: [],
  });
  expect(plan({ status: only('new', 'in incident') })).toMatchObject({ streams: [[]], appliedHere: ['status'] });
  expect(plan({ name: only('a+b', 'c') })).toMatchObject({ streams: [[['name', 'a\\+b|c']]], appliedHere: [] });
  expect(plan({ name: only('x'.repeat(500), 'y'.repeat(512)) })).toMatchObject({
    streams: [[]],
    appliedHere: ['name'],
  });
  expect(plan({ tenant: only(whole.tenantID) })).toMatchObject({ streams: [[['tenantID', whole.tenantID]]] });
  expect(plan({ tenant: only('Main') })).toMatchObject({ streams: [[]], appliedHere: ['tenant'] });
  expect(plan({ severity: only('high') })).toMatchObject({ streams: [[]], appliedHere: ['severity'] });
});

test('events are a table in time order, with exact integers and odd keys', () => {
  const section = toEventsSection(
    alertSchema.parse({
      events: [
        { Timestamp: 1_708_105_628_000, Name: 'second', ExternalID: '9223372036854775807' },
        { Timestamp: '1708105627000', Name: 'first', SourceAddress: '10.20.14.37', '<b>odd</b>': { deep: [1] } },
        { Name: 'undated' },
        'not an event',
      ],
    }),
  );
  expect(section.kind === 'table' && section.rows.map(([, name]) => name)).toEqual(['first', 'second', 'undated']);
  expect(section.kind === 'table' && section.rows[1]?.at(-1)).toBe('External ID: 9223372036854775807');
  expect(section.kind === 'table' && section.rows[0]?.at(-1)).toBe('<b>odd</b> deep: [1]');
  expect(toEventsSection(alertSchema.parse({ events: null })).note).toBe('KUMA sent none');
  const many = Array.from({ length: 10_000 }, (_, n) => ({ Timestamp: 1_708_105_628_000 + n }));
  const cut = toEventsSection(alertSchema.parse({ events: many }));
  expect(cut.kind === 'table' && cut.rows.at(-1)?.[0]).toBe(1_708_105_637_999);
  expect(cut.note).toBe('10000, of which the latest 1000 are shown');
});

test('the console is at 7220 beside the API, or where it is said to be, and only over https', () => {
  const origin = (base_url: string, rest: object = {}) =>
    consoleOriginOf(configSchema.parse({ base_url, token: 't', ...rest }));
  expect(origin('https://kuma.example:7223/api/v1')).toBe('https://kuma.example:7220');
  expect(origin('http://kuma.example:7223/api/v1')).toBeUndefined();
  expect(origin('https://api.xdr.example/xdr/api/v1')).toBeUndefined();
  expect(origin('http://127.0.0.1/api/v1', { console_url: 'https://k.example:7220' })).toBe('https://k.example:7220');
});

test('a token that no header can carry is a mistake of the configuration', () => {
  const parse = (token: string) => configSchema.safeParse({ base_url: 'https://k.example/api/v1', token });
  expect(parse('0123abc\n').data?.token.reveal()).toBe('0123abc');
  for (const token of ['', 'two words', 'жетон']) expect(parse(token).success).toBe(false);
  expect(JSON.stringify(parse('0123abc').data)).not.toContain('0123abc');
});
