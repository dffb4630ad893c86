import { isObject, type Json, type JsonObject, toText } from '../json.ts';
import { withoutOmitted } from './inserted-events.ts';
import type { EventStore } from './store.ts';
import type { SecureEndpointSwitches } from './switches.ts';
import { withTacticShape } from './tactics.ts';

export interface RenderContext {
  store: EventStore;
  switches: SecureEndpointSwitches;
  /** What `computer.links` name, `/v1` included. */
  baseUrl: string;
}

/** The event's text on the wire. The id is put in as digits: a JavaScript number would round it. */
export function renderEvent({ store, switches, baseUrl }: RenderContext, row: number): string {
  const known = store.recordOf(row);
  const record = switches.tactics === 'mixed' ? known : withTacticShape(known, switches.tactics);
  if (typeof record['_raw'] === 'string') return record['_raw'];
  const omitted = Array.isArray(record['_omit']) ? record['_omit'].filter((path) => typeof path === 'string') : [];
  const linked = withoutOmitted(withLinks(record, baseUrl), omitted);
  const text = JSON.stringify({ ...linked, _omit: undefined });
  const id = store.table.idText(row);
  if (id === undefined) return text;
  return `{"id":${switches.roundedIds ? String(Number(id)) : id},${text.slice(1)}`;
}

/** API addresses that need credentials, not pages to open. */
function withLinks(record: JsonObject, baseUrl: string): JsonObject {
  const { computer, group_guids: groups } = record;
  if (!isObject(computer) || computer['links'] !== undefined) return record;
  const address = `${baseUrl}/computers/${toText(computer['connector_guid'])}`;
  const group = Array.isArray(groups) && typeof groups[0] === 'string' ? `${baseUrl}/groups/${groups[0]}` : undefined;
  const links: JsonObject = { computer: address, trajectory: `${address}/trajectory`, group };
  return { ...record, computer: { ...computer, links } as Json };
}
