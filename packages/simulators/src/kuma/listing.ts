import { type Answer, jsonTextAnswer } from '../server/answer.ts';
import type { KumaAccess } from './access.ts';
import { type AlertQuestion, compileQuestion, parseQuestion } from './filters.ts';
import { renderAlert } from './render.ts';
import type { KumaStore } from './store.ts';
import type { KumaSwitches } from './switches.ts';

/** Fixed by the vendor; there is no parameter for it. */
const PAGE_SIZE = 250;

/** GET /alerts: a bare array, newest first by the chosen time; no total, no links. */
export function answerAlerts(
  store: KumaStore,
  switches: KumaSwitches,
  access: KumaAccess,
  version: string,
  query: URLSearchParams,
): Answer {
  const question = parseQuestion(query, switches);
  const rows = selectPage(store, question, access.forbiddenTenants);
  const { withEvents, withAffected } = question;
  const context = { store, switches, version, withEvents, withAffected };
  if (rows.length === 0 && switches.emptyList === 'null') return jsonTextAnswer(200, 'null');
  return jsonTextAnswer(200, `[${rows.map((row) => renderAlert(context, row)).join(',')}]`);
}

function selectPage(store: KumaStore, question: AlertQuestion, forbiddenTenants: readonly string[]): number[] {
  const { table } = store;
  const order = table.orders[question.field];
  const times = table[question.field];
  const matches = compileQuestion(table, question, forbiddenTenants);
  const skip = (question.page - 1) * PAGE_SIZE;
  const inTime = (row: number) =>
    (times[row] ?? 0) >= (question.from ?? -Infinity) && (times[row] ?? 0) <= (question.to ?? Infinity);
  if (question.ids.length > 0) {
    const rows = [...new Set(question.ids.flatMap((id) => store.find(id) ?? []))];
    const found = rows.filter((row) => inTime(row) && matches(row));
    return found.toSorted((a, b) => (times[b] ?? 0) - (times[a] ?? 0)).slice(skip, skip + PAGE_SIZE);
  }
  const until = question.to === undefined ? order.listed : order.position(question.to, false);
  const from = question.from === undefined ? 0 : order.position(question.from, true);
  const rows: number[] = [];
  let passed = 0;
  for (let at = until - 1; at >= from && rows.length < PAGE_SIZE; at--) {
    const row = order.order[at] ?? 0;
    if (!matches(row)) continue;
    if (passed++ >= skip) rows.push(row);
  }
  return rows;
}
