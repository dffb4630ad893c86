import type { AdminConnection, VendorForm } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import {
  type ConnectionDraft,
  findOriginChange,
  isOtherAccount,
  toConnectionChange,
  toConnectionTest,
  toDraft,
  toNewConnection,
  toSuggestedId,
} from './connection-draft.ts';
import { acme, kept } from './testing/acme.ts';

const typed = (over: Partial<ConnectionDraft>): ConnectionDraft => ({ ...toDraft(kept), ...over });
const withSettings = (settings: Record<string, string>) =>
  typed({ settings: { ...toDraft(kept).settings, ...settings } });

describe('a new connection', () => {
  const draft: ConnectionDraft = {
    vendor: 'acme',
    id: ' acme-emea ',
    label: ' EMEA ',
    tenant: '',
    settings: {
      base_url: ' https://acme.example/v1 ',
      page_size: '200',
      strict: 'true',
      rows: '[{"event_type":"A"}]',
      note: '  ',
      other_vendors: 'x',
    },
    secrets: { token: 'planted', other: 'not of this vendor' },
  };

  it('is what was typed, by the kinds of its fields and without what was left empty or belongs to another vendor', () => {
    expect(toNewConnection(draft, acme)).toEqual({
      id: 'acme-emea',
      vendor: 'acme',
      label: 'EMEA',
      tenant: null,
      settings: { base_url: 'https://acme.example/v1', page_size: 200, strict: true, rows: [{ event_type: 'A' }] },
      secrets: { token: 'planted' },
    });
  });

  it('sends what is no number and no table as it was typed, so that the server names the field', () => {
    const { settings } = toNewConnection({ ...draft, settings: { page_size: 'many', rows: '[{' } }, acme);
    expect(settings).toEqual({ page_size: 'many', rows: '[{' });
  });

  it.each([
    ['EMEA / Norrvik', 'emea-norrvik'],
    ['Þór  Årdal 2', 'or-ardal-2'],
    ['24/7', ''],
    ['2 Nord', 'nord'],
    ['x'.repeat(63) + ' y', 'x'.repeat(63)],
  ])('%s is suggested as %s', (label, id) => {
    expect(toSuggestedId(label)).toBe(id);
  });
});

describe('a change', () => {
  it('is nothing where nothing differs but spelling', () => {
    expect(toConnectionChange(kept, toDraft(kept), acme)).toBeUndefined();
    expect(toConnectionChange(kept, typed({ label: ' EMEA ' }), acme)).toBeUndefined();
    expect(toConnectionChange(kept, withSettings({ page_size: ' 100 ' }), acme)).toBeUndefined();
    expect(toConnectionChange(kept, withSettings({ rows: '[ {"event_type": "A"} ]' }), acme)).toBeUndefined();
  });

  it('holds only what differs, and says what is taken away', () => {
    const draft = { ...withSettings({ page_size: '' }), label: 'EMEA 2', tenant: '' };
    expect(toConnectionChange(kept, draft, acme)).toEqual({
      version: 7,
      label: 'EMEA 2',
      tenant: null,
      settings: { page_size: '' },
    });
  });

  it('holds a secret only where one was typed', () => {
    const change = toConnectionChange(kept, typed({ secrets: { token: 'new-one' } }), acme);
    expect(change).toEqual({ version: 7, secrets: { token: 'new-one' } });
    expect(isOtherAccount(change)).toBe(true);
    expect(isOtherAccount(toConnectionChange(kept, typed({ label: 'Other' }), acme))).toBe(false);
  });

  it('is tested as a whole, with what was taken away, under its id', () => {
    const test = toConnectionTest(withSettings({ page_size: '' }), acme, 'emea');
    expect(test).toMatchObject({ id: 'emea', vendor: 'acme', secrets: {} });
    expect(test.settings).toMatchObject({ base_url: 'https://acme.example/v1', page_size: '' });
  });
});

describe('a changed address', () => {
  it.each([
    'https://acme.example/v2',
    'https://ACME.example:443/v1',
    ' https://acme.example ',
    'https://acme',
    'nonsense',
    '',
  ])('%s on the same host, or not yet one, clears nothing', (address) => {
    const moved = findOriginChange(kept, withSettings({ base_url: address }), acme);
    if (address === 'https://acme') expect(moved?.to).toBe('https://acme');
    else expect(moved).toBeUndefined();
  });

  it.each([
    ['https://acme.example:8443/v1', 'https://acme.example:8443'],
    ['http://acme.example/v1', 'http://acme.example'],
    ['https://acme.example.evil.example/v1', 'https://acme.example.evil.example'],
    ['https://acme.example@evil.example/v1', 'https://evil.example'],
  ])('%s clears the secrets that are kept', (address, to) => {
    const moved = findOriginChange(kept, withSettings({ base_url: address }), acme);
    expect(moved).toMatchObject({ from: 'https://acme.example', to });
    expect(moved?.cleared.map(({ name }) => name)).toEqual(['token']);
  });

  it('has nothing to clear where nothing is kept', () => {
    const bare: AdminConnection = { ...kept, secretsSet: { token: false } };
    const form: VendorForm = acme;
    expect(findOriginChange(bare, withSettings({ base_url: 'https://b.example' }), form)?.cleared).toEqual([]);
  });
});
