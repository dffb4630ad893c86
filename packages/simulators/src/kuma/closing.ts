import { isObject, toText } from '../json.ts';
import type { Answer } from '../server/answer.ts';
import type { KumaAccess } from './access.ts';
import { closingReasons } from './alert-words.ts';
import { ApiError, accessDenied } from './api-error.ts';
import type { KumaStore } from './store.ts';
import type { KumaSwitches } from './switches.ts';

/** POST /alerts/close `{id, reason}`: 204 without a body, and nothing brings the alert back. */
export function answerClose(store: KumaStore, switches: KumaSwitches, access: KumaAccess, body: string): Answer {
  const { id, reason } = parseBody(body);
  if (id === '') throw new ApiError(400, 'id required');
  if (reason === '') throw new ApiError(400, 'reason required');
  if (!closingReasons.some((known) => known === reason)) throw new ApiError(400, 'invalid reason');
  const row = store.find(id);
  if (row === undefined) throw new ApiError(404, 'alert not found');
  const { tenantID } = store.facts(row);
  if (access.forbiddenTenants.includes(tenantID)) throw accessDenied();
  if (access.disabledTenants.includes(tenantID)) throw new ApiError(406, 'tenant disabled');
  if (switches.closeRace && store.facts(row).status !== 'closed') {
    store.setStatus([id], 'closed', { assignee: 'erik.holm', closingReason: 'responded' });
  }
  if (store.facts(row).status === 'closed') throw new ApiError(406, 'alert already closed');
  store.setStatus([id], 'closed', { closingReason: reason });
  return { status: 204, headers: {}, body: '' };
}

function parseBody(text: string): { id: string; reason: string } {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, 'cannot parse request body', error instanceof Error ? error.message : String(error));
  }
  if (!isObject(body)) throw new ApiError(400, 'cannot parse request body', 'an object was expected');
  return { id: toText(body['id']), reason: toText(body['reason']) };
}
