import type { AdminConnection, SettingField, VendorForm } from '@watchfloor/contract';
import type { ConnectionChange, ConnectionTest, NewConnection } from '../../lib/api.ts';
import { toText, toValue } from './setting-text.ts';

/** What stands in the form. Everything is text, as it was typed, so that nothing is lost by reading it. */
export interface ConnectionDraft {
  vendor: string;
  id: string;
  label: string;
  tenant: string;
  /** By the setting's name. One of another vendor stays, in case that vendor is chosen again. */
  settings: Readonly<Record<string, string>>;
  /** Only what was typed: a kept secret never comes here. */
  secrets: Readonly<Record<string, string>>;
}

/** Every vendor has it; where its secrets are sent. */
export const addressSetting = 'base_url';

export const emptyDraft: ConnectionDraft = { vendor: '', id: '', label: '', tenant: '', settings: {}, secrets: {} };

export function toDraft({ vendor, id, label, tenant, settings }: AdminConnection): ConnectionDraft {
  const texts = Object.entries(settings).map(([name, value]) => [name, toText(value)] as const);
  return { vendor, id, label, tenant: tenant ?? '', settings: Object.fromEntries(texts), secrets: {} };
}

export function toNewConnection(draft: ConnectionDraft, form: VendorForm): NewConnection {
  const { vendor, settings, secrets } = toConnectionTest(draft, form);
  return { id: draft.id.trim(), vendor, label: draft.label.trim(), tenant: toTenant(draft), settings, secrets };
}

/** @returns what differs from the connection as it was read; undefined where nothing does */
export function toConnectionChange(
  base: AdminConnection,
  draft: ConnectionDraft,
  form: VendorForm,
): ConnectionChange | undefined {
  const was = toDraft(base);
  const changed = openFields(form).filter((field) => !isSame(field, was, draft));
  const secrets = typedSecrets(draft, form);
  const change: ConnectionChange = {
    version: base.version,
    ...(draft.label.trim() !== base.label && { label: draft.label.trim() }),
    ...(toTenant(draft) !== base.tenant && { tenant: toTenant(draft) }),
    ...(changed.length > 0 && { settings: toValues(changed, draft) }),
    ...(Object.keys(secrets).length > 0 && { secrets }),
  };
  return Object.keys(change).length > 1 ? change : undefined;
}

/** @param id of a kept connection, where this is a change of one */
export function toConnectionTest(draft: ConnectionDraft, form: VendorForm, id?: string): ConnectionTest {
  return {
    ...(id !== undefined && { id }),
    vendor: form.name,
    settings: toValues(openFields(form), draft, id !== undefined),
    secrets: typedSecrets(draft, form),
  };
}

/** Whether a test of it would be another one than of what is kept. */
export function isOtherAccount(change: ConnectionChange | undefined): boolean {
  return change?.settings !== undefined || change?.secrets !== undefined;
}

export interface OriginChange {
  from: string;
  to: string;
  /** Fields whose kept secret was given for the old one: the server forgets it when this is saved. */
  cleared: SettingField[];
}

/** @returns what a change of the address does to the kept secrets; undefined where it stays on its host and port */
export function findOriginChange(
  base: AdminConnection,
  draft: ConnectionDraft,
  form: VendorForm,
): OriginChange | undefined {
  const from = toOrigin(toText(base.settings[addressSetting]));
  const to = toOrigin(draft.settings[addressSetting] ?? '');
  if (from === undefined || to === undefined || from === to) return undefined;
  const cleared = secretFields(form).filter(({ name }) => base.secretsSet[name] === true);
  return { from, to, cleared };
}

function secretFields({ fields }: VendorForm): SettingField[] {
  return fields.filter(({ kind }) => kind === 'secret');
}

export function openFields({ fields }: VendorForm): SettingField[] {
  return fields.filter(({ kind }) => kind !== 'secret');
}

/** `EMEA / Norrvik` is suggested as `emea-norrvik`. */
export function toSuggestedId(label: string): string {
  return label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}

function toTenant({ tenant }: ConnectionDraft): string | null {
  return tenant.trim() === '' ? null : tenant.trim();
}

/** @param saysEmpty an empty one has to be said where it takes a kept one away */
function toValues(fields: readonly SettingField[], { settings }: ConnectionDraft, saysEmpty = true) {
  const values = fields.map((field) => [field.name, toValue(field, settings[field.name] ?? '')] as const);
  return Object.fromEntries(values.filter(([, value]) => saysEmpty || value !== ''));
}

function typedSecrets({ secrets }: ConnectionDraft, form: VendorForm): Record<string, string> {
  const typed = secretFields(form).map(({ name }) => [name, secrets[name] ?? ''] as const);
  return Object.fromEntries(typed.filter(([, value]) => value !== ''));
}

function isSame(field: SettingField, one: ConnectionDraft, other: ConnectionDraft): boolean {
  const valueIn = ({ settings }: ConnectionDraft) => JSON.stringify(toValue(field, settings[field.name] ?? ''));
  return valueIn(one) === valueIn(other);
}

function toOrigin(text: string): string | undefined {
  const trimmed = text.trim();
  return /^https?:/i.test(trimmed) && URL.canParse(trimmed) ? new URL(trimmed).origin : undefined;
}
