import type { Entity, SourceRecord } from '@watchfloor/contract';
import { readComputer } from './computer.ts';
import type { RaiseRule } from './config.ts';
import { consoleUrlOf } from './console.ts';
import { isType, outcomeOf } from './event-types.ts';
import { nameOfFile, readVulnerable, sayVulnerable } from './file.ts';
import { readSeverity } from './severity.ts';
import { readHappened } from './times.ts';
import type { WireEvent } from './wire.ts';

export interface RecordContext {
  connection: string;
  raise: readonly RaiseRule[];
  /** Origin of the vendor's console, https only; undefined where it is not known. */
  consoleOrigin: string | undefined;
}

/** Names every field of an event's row. */
export function toEventRecord(wire: WireEvent, key: string, context: RecordContext): SourceRecord {
  const { severity, label, raised } = readSeverity(wire, context.raise);
  const computer = readComputer(wire);
  const { title, subtitle } = readTitle(wire);
  const record: SourceRecord = {
    uid: `${context.connection}:events:${key}`,
    kind: 'finding',
    key,
    happened: readHappened(wire),
    // The vendor does not say when it received an event, and its events do not change.
    arrived: null,
    active: null,
    title,
    severity,
    status: 'new',
    outcome: outcomeOf(wire.event_type),
    entities: readEntities(wire),
    attack: wire.techniques.flatMap(({ id, name }) =>
      id === undefined || !/^T\d{4}(?:\.\d{3})?$/.test(id) ? [] : [name === undefined ? { id } : { id, name }],
    ),
    cells: {
      host: computer.host ?? null,
      user: computer.user ?? null,
      sha256: wire.file?.identity?.sha256 ?? null,
      event_type: wire.event_type ?? null,
      detection: wire.detection ?? null,
      disposition: wire.file?.disposition ?? null,
      file: wire.file?.file_name ?? null,
      parent_sha256: wire.file?.parent?.identity?.sha256 ?? null,
      external_ip: computer.externalIp ?? null,
      connector_guid: computer.connectorGuid ?? null,
      groups: wire.group_guids.length > 0 ? wire.group_guids.join(', ') : null,
      raised: raised ?? null,
    },
  };
  if (subtitle !== undefined) record.subtitle = subtitle;
  if (label !== undefined) record.priorityLabel = label;
  if (wire.event_type !== undefined) record.eventType = wire.event_type;
  const consoleUrl = consoleUrlOf(wire, context.consoleOrigin);
  if (consoleUrl !== undefined) record.consoleUrl = consoleUrl;
  return record;
}

function readTitle(wire: WireEvent): { title: string; subtitle?: string } {
  const file = nameOfFile(wire);
  const vulnerable = readVulnerable(wire);
  const hunted = wire.threat_hunting?.incident_title;
  const behaviour = wire.cloud_ioc?.short_description;
  if (hunted !== undefined) return { title: hunted };
  if (behaviour !== undefined) return { title: behaviour };
  if (isDetection(wire)) return { title: file === undefined ? wire.detection : `${wire.detection} in ${file}` };
  if (isType(wire.event_type, 'Executed malware') && file !== undefined) return { title: `Malware ran: ${file}` };
  if (isType(wire.event_type, 'Potential Dropper Infection') && file !== undefined)
    return { title: `Dropper: ${file}` };
  if (vulnerable) return { title: `Vulnerable: ${sayVulnerable(vulnerable)}` };
  const title = wire.event_type ?? wire.detection ?? 'Event without a type';
  const matter = [wire.detection, file].filter((part) => part !== undefined && part !== title).join(' in ');
  return matter === '' ? { title } : { title, subtitle: matter };
}

/** "Threat Detected", "Retrospective Detection": the types whose matter is the threat itself. */
function isDetection(wire: WireEvent): wire is WireEvent & { detection: string } {
  return wire.detection !== undefined && /\bdetect(?:ed|ion)\b/i.test(wire.event_type ?? '');
}

function readEntities(wire: WireEvent): Entity[] {
  const { user, account, host, externalIp, addresses } = readComputer(wire);
  const { file, network_info: network } = wire;
  const given: [Entity['kind'], string | undefined, Entity['role']][] = [
    ['user', user, 'actor'],
    ['user', account, 'actor'],
    ['host', host, 'target'],
    ...addresses.map(({ ip }): [Entity['kind'], string | undefined, Entity['role']] => ['ip', ip, 'target']),
    ['ip', externalIp, 'named'],
    ['ip', network?.local_ip, 'source'],
    ['ip', network?.remote_ip, 'destination'],
    ['url', network?.dirty_url, 'destination'],
    ['hash', file?.identity?.sha256, 'target'],
    ['hash', file?.identity?.sha1, 'target'],
    ['hash', file?.identity?.md5, 'target'],
    ['file', file?.file_name, 'target'],
    ['hash', file?.parent?.identity?.sha256, 'actor'],
    ['process', file?.parent?.file_name, 'actor'],
    ['hash', network?.parent?.identity?.sha256, 'actor'],
    ['process', network?.parent?.file_name, 'actor'],
    ...addresses.map(({ mac }): [Entity['kind'], string | undefined, Entity['role']] => ['mac', mac, 'target']),
  ];
  const seen = new Set<string>();
  return given.flatMap(([kind, value, role]) => {
    if (value === undefined || seen.has(`${kind} ${value}`)) return [];
    seen.add(`${kind} ${value}`);
    return [{ kind, value, role }];
  });
}
