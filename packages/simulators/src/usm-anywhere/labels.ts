import { type Answer, type ApiRequest, jsonAnswer } from '../server/answer.ts';
import { labelIds } from './records.ts';
import { labelsOf } from './render.ts';
import type { UsmStore } from './store.ts';

/** GET /alarms/{id}/labels, PUT and DELETE /alarms/{id}/labels/{labelId}: idempotent; undefined means 404. */
export function answerLabels(store: UsmStore, request: ApiRequest, id: string, labelId?: string): Answer | undefined {
  const row = store.alarms.find(id);
  if (row === undefined) return undefined;
  const labels = new Set(labelsOf(store, row));
  if (request.method === 'GET' && labelId === undefined) return jsonAnswer(200, { alarm_labels: [...labels] });
  if (labelId === undefined || !labelIds.includes(labelId)) return undefined;
  if (request.method === 'PUT') labels.add(labelId);
  else if (request.method === 'DELETE') labels.delete(labelId);
  else return undefined;
  store.labels.set(row, labels);
  return jsonAnswer(200, { alarm_labels: [...labels] });
}
