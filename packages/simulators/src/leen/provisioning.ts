import { type Answer, jsonAnswer } from '../server/answer.ts';

/** Names of a connection's health and who has to act, as documented. */
const owners = {
  HEALTHY: null,
  EXECUTION_TIMEOUT: 'LEEN',
  RATE_LIMIT_EXCEEDED: 'LEEN',
  VENDOR_CLIENT_ERROR: 'LEEN',
  INTERNAL_ERROR: 'LEEN',
  VENDOR_SERVER_ERROR: 'VENDOR',
  UNAUTHORIZED: 'CUSTOMER',
} as const;

export type HealthName = keyof typeof owners;

export interface ConnectionFacts {
  organizationId: string;
  connectionId: string;
  vendor: 'MS_ENTRA' | 'OKTA_IDP';
  refreshIntervalS: number;
  health: HealthName;
}

const DESCRIPTIONS: Readonly<Record<HealthName, string>> = {
  HEALTHY: 'The last sync completed.',
  EXECUTION_TIMEOUT: 'The last sync ran longer than its time limit.',
  RATE_LIMIT_EXCEEDED: 'The vendor’s rate limit was reached.',
  VENDOR_CLIENT_ERROR: 'The vendor refused a request.',
  INTERNAL_ERROR: 'An internal error.',
  VENDOR_SERVER_ERROR: 'The vendor’s API answers with errors.',
  UNAUTHORIZED: 'The credentials lack IdentityRiskEvent.Read.All or were revoked.',
};

/**
 * The records that tell of a connection. Only the paths' ends are documented, so each usual place is served; lists have
 * the envelope of the other lists. The key alone opens them.
 */
export function answerProvisioning(path: string, facts: ConnectionFacts): Answer | undefined {
  const { organizationId: org, connectionId: id } = facts;
  const connection = connectionOf(facts);
  const answers: Readonly<Record<string, () => unknown>> = {
    '/provisioning/organizations': () => listOf([{ id: org, name: 'Norrvik Freight' }]),
    [`/provisioning/organizations/${org}`]: () => ({ id: org, name: 'Norrvik Freight' }),
    [`/provisioning/organizations/${org}/connections`]: () => listOf([connection]),
    [`/provisioning/organizations/${org}/connections/${id}`]: () => connection,
    [`/provisioning/connections/${id}`]: () => connection,
    [`/connections/${id}`]: () => connection,
    '/connectors': () => listOf(['MS_ENTRA', 'OKTA_IDP'].map((vendor) => ({ vendor, category: 'IDP' }))),
  };
  const make = answers[path];
  return make && jsonAnswer(200, make(), { 'content-type': 'application/json' });
}

function connectionOf(facts: ConnectionFacts): object {
  const { health } = facts;
  const healthy = health === 'HEALTHY';
  const description = DESCRIPTIONS[health];
  return {
    id: facts.connectionId,
    organization_id: facts.organizationId,
    vendor: facts.vendor,
    is_active: true,
    refresh_interval_secs: facts.refreshIntervalS,
    timeout_secs: 600,
    state: 'ACTIVE',
    health: {
      name: health,
      status: healthy ? 'OK' : 'ERROR',
      resolution_owner: owners[health],
      description,
      details: healthy ? null : [{ data_export_type: 'IDP_ALERTS', name: health, description }],
    },
  };
}

function listOf(items: readonly unknown[]): object {
  return { count: items.length, total: items.length, items };
}
