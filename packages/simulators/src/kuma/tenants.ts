import { uuidOf } from '../scenario/identifiers.ts';

export interface Tenant {
  id: string;
  name: string;
  main: boolean;
}

const tenant = (name: string, main = false): Tenant => ({ id: uuidOf(`kuma-tenant:${name}`), name, main });

export const kumaTenants = {
  main: tenant('Main', true),
  freight: tenant('Norrvik Freight'),
  terminal: tenant('Норрвик Терминал'),
  /** The demo's token has no role here, so asking for it is ignored in silence. */
  holding: tenant('Norrvik Holding'),
} as const satisfies Record<string, Tenant>;

export const tenantList: readonly Tenant[] = Object.values(kumaTenants);

export function tenantNameOf(id: string): string {
  return tenantList.find((candidate) => candidate.id === id)?.name ?? '';
}
