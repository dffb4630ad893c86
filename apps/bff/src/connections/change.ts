import { isDeepStrictEqual } from 'node:util';
import type { ConnectionChange } from './connection-admin.ts';
import type { KeptConnection } from './rows.ts';
import { dropEmpty, toOrigin } from './settings-check.ts';

/** What a connection is to become. */
export interface PlannedChange {
  label: string;
  tenant: string | null;
  settings: Record<string, unknown>;
  paused: boolean;
  /** New values, by field. */
  secrets: Readonly<Record<string, string>>;
  /** Fields whose secret was kept for another origin: it must never be sent to the new one. */
  cleared: string[];
}

/** Settings are laid over the kept ones; an empty value takes one away. */
export function planChange(kept: KeptConnection, given: ConnectionChange): PlannedChange {
  const settings = dropEmpty({ ...kept.settings, ...given.settings });
  const origin = toOrigin(settings);
  const secrets = given.secrets ?? {};
  const cleared = kept.secrets
    .filter((secret) => secret.origin !== origin && secrets[secret.field] === undefined)
    .map(({ field }) => field);
  return {
    label: given.label ?? kept.label,
    tenant: given.tenant === undefined ? kept.tenant : given.tenant,
    settings,
    paused: given.paused ?? kept.paused,
    secrets,
    cleared,
  };
}

/** What changed, before and after: settings one by one, secrets by their names alone. undefined: nothing but `paused`. */
export function toAuditDetail(kept: KeptConnection, plan: PlannedChange): Record<string, unknown> | undefined {
  const flat = ({ label, tenant, settings }: Pick<PlannedChange, 'label' | 'tenant' | 'settings'>) =>
    new Map<string, unknown>([['label', label], ['tenant', tenant], ...Object.entries(settings)]);
  const was = flat(kept);
  const is = flat(plan);
  const names = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => !isDeepStrictEqual(was.get(name), is.get(name)),
  );
  const secretsSet = Object.keys(plan.secrets);
  if (names.length === 0 && secretsSet.length === 0 && plan.cleared.length === 0) return undefined;
  const pick = (from: ReadonlyMap<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, from.get(name) ?? null]));
  return { before: pick(was), after: pick(is), secretsSet, secretsCleared: plan.cleared };
}
