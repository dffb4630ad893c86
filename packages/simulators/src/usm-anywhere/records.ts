import type { JsonObject } from '../json.ts';
import { hexOf, uuidOf } from '../scenario/identifiers.ts';
import { drawInt } from '../scenario/prng.ts';
import type { Actors } from './actors.ts';
import { type AlarmTemplate, priorityLabelOf } from './alarm-templates.ts';
import type { EventTemplate } from './event-template.ts';

/** The vendor keeps at most this many events inside an alarm, however many it counts. */
export const EVENTS_KEPT_MAX = 10;

const LONGITUDES: Readonly<Record<string, string>> = {
  SE: '11.9746',
  NO: '10.7522',
  DK: '12.5683',
  DE: '9.9937',
  NL: '4.8952',
  US: '-96.7970',
  RO: '26.1025',
  SG: '103.8198',
  BR: '-46.6333',
  UA: '35.0462',
};

export const sensors = {
  hq: uuidOf('sensor:goteborg-hq'),
  aws: uuidOf('sensor:aws-eu-north-1'),
  azure: uuidOf('sensor:azure-m365'),
  narvik: uuidOf('sensor:narvik-terminal'),
} as const;

/** The labels that this installation has; 2.0 can neither create nor list them by name. */
export const labelIds: readonly string[] = ['phishing', 'cloud', 'scanner', 'watch', 'vip', 'noise'].map((name) =>
  uuidOf(`label:${name}`),
);

export interface EventFacts {
  id: string;
  occurred: number;
  received: number;
  suppressed: boolean;
  hasAlarm: boolean;
  key: number;
}

/** An event as the list and the detail show it: flat, nearly all text, everything optional. */
export function buildEvent(template: EventTemplate, who: Actors, facts: EventFacts): JsonObject {
  const { plugin } = template;
  const cloud = template.to === 'cloud';
  const outcomes = template.outcomes ?? [];
  return {
    uuid: facts.id,
    account_name: plugin.account,
    event_name: template.name,
    event_type: template.type,
    event_action: template.action,
    event_description: template.description,
    event_severity: template.severity ?? 'UNDEFINED',
    packet_type: 'log',
    plugin: plugin.display,
    plugin_family: plugin.family,
    plugin_device: plugin.device,
    plugin_device_type: plugin.deviceType,
    plugin_version: plugin.version,
    app_id: template.app?.[0],
    app_type: template.app?.[1],
    app_name: template.app?.[2],
    authentication_type: template.authentication,
    access_control_outcome: outcomes.length > 0 ? outcomes[drawInt(facts.key, 41, outcomes.length)] : undefined,
    request_user_agent: template.userAgent,
    received_from:
      plugin.sensor === 'aws' ? 's3.amazonaws.com' : plugin.sensor === 'azure' ? 'manage.office.com' : who.sourceIp,
    sensor_uuid: sensors[plugin.sensor],
    source_name: who.sourceName,
    source_canonical: who.sourceCanonical,
    source_hostname: who.sourceHost,
    source_address: who.sourceIp || undefined,
    source_port: who.sourceIp ? who.sourcePort : undefined,
    source_country: who.sourceCountry,
    source_organisation: who.sourceOrganisation,
    source_asset_id: who.sourceAsset,
    source_service_name: cloud ? template.cloudName : undefined,
    source_infrastructure_name: template.from === 'cloud' ? 'Amazon Global' : undefined,
    source_infrastructure_type: template.from === 'cloud' ? 'Cloud Service' : undefined,
    source_username: who.user,
    destination_name: who.destinationName || undefined,
    destination_canonical: who.destinationCanonical || undefined,
    destination_hostname: who.destinationHost || undefined,
    destination_address: who.destinationIp || undefined,
    destination_port: who.destinationIp ? who.destinationPort : undefined,
    destination_country: who.destinationCountry,
    destination_organisation: who.destinationOrganisation,
    destination_asset_id: who.destinationAsset,
    destination_zone: cloud ? 'eu-north-1' : undefined,
    destination_userid: cloud ? '101720206348' : undefined,
    destination_infrastructure_name: cloud ? 'Amazon Global' : undefined,
    destination_infrastructure_type: cloud ? 'Cloud Service' : undefined,
    suppressed: String(facts.suppressed),
    has_alarm: String(facts.hasAlarm),
    needs_enrichment: facts.key % 3 === 0 ? 'true' : 'false',
    log: template.log(who),
    ...timesOf(facts.occurred, facts.received),
  };
}

/** The flat `message` inside an alarm's event wrapper: the event and the sensor's bookkeeping, 60 fields and more. */
export function buildMessage(event: JsonObject, template: EventTemplate, key: number): JsonObject {
  const name = template.plugin.id;
  return {
    ...event,
    event_category: event['event_type'] ?? template.type,
    event_subcategory: event['event_action'] ?? template.action,
    event_cve: '',
    event_receipt_time: event['timestamp_received'],
    event_outcome: event['access_control_outcome'] ?? 'UNDEFINED',
    transport_protocol: 'TCP',
    application_protocol: template.port === 53 ? 'DNS' : 'HTTPS',
    request_method: template.userAgent ? 'POST' : '',
    request_url: '',
    response_code: '200',
    bytes_in: String(1200 + drawInt(key, 51, 90_000)),
    bytes_out: String(600 + drawInt(key, 52, 50_000)),
    packets_received: String(4 + drawInt(key, 53, 200)),
    packets_sent: String(4 + drawInt(key, 54, 200)),
    session: hexOf(`session:${key}`, 12),
    syslog_facility: '10',
    syslog_severity: '6',
    syslog_source: template.plugin.device,
    plugin_enrichment_script: '',
    plugin_id: name,
    reputation_score: '0',
    rep_device_version: '1.0',
    source_datasource_id: uuidOf(`datasource:${name}`),
    source_latitude: '57.7089',
    source_longitude: '11.9746',
    source_city: '',
    source_region: '',
    source_registered_country: event['source_country'] ?? '',
    destination_latitude: '',
    destination_longitude: '',
    destination_city: '',
    control_id: uuidOf(`control:${name}`),
    device_event_category: template.type,
    base_event_count: '1',
    time_zone: 'Z',
    time_start: event['timestamp_occured'],
    time_end: event['timestamp_occured'],
    used_hint: 'true',
    was_fuzzied: 'false',
    was_guessed: 'false',
    watchlist: '',
    tag: name,
    timestamp_to_storage: event['timestamp_received'],
    highlight_fields: ['source_name', ' event_name'],
  };
}

export interface AlarmFacts {
  id: string;
  occurred: number;
  received: number;
  status: string;
  priority: number;
  suppressed: boolean;
  eventsCount: number;
  eventIds: readonly string[];
  key: number;
}

export function buildAlarm(rule: AlarmTemplate, event: EventTemplate, who: Actors, facts: AlarmFacts): JsonObject {
  const sensor = sensors[event.plugin.sensor];
  const [attackId, technique, ...tactics] = rule.attack ?? [];
  return {
    uuid: facts.id,
    status: facts.status,
    priority: facts.priority,
    priority_label: priorityLabelOf(facts.priority),
    suppressed: facts.suppressed,
    has_alarm: false,
    needs_enrichment: facts.key % 4 === 0,
    transient: false,
    rule_id: rule.ruleId,
    rule_intent: rule.intent,
    rule_method: rule.method,
    rule_strategy: rule.strategy,
    rule_dictionary: `${event.plugin.family}Rules-Dict`,
    rule_attack_id: attackId,
    rule_attack_technique: technique,
    rule_attack_tactic: attackId ? tactics : undefined,
    event_name: event.name,
    event_type: 'Alarm',
    event_severity: event.severity ?? 'UNDEFINED',
    event_description: event.description,
    packet_type: 'alarm',
    app_id: event.app?.[0],
    app_type: event.app?.[1],
    authentication_type: event.authentication,
    access_control_outcome: event.outcomes?.[0],
    request_user_agent: event.userAgent,
    security_group_id:
      rule.ruleId.startsWith('AWS') && event.key === 'aws-sg' ? `sg-${hexOf(`sg:${facts.key % 9}`, 8)}` : undefined,
    sensor_uuid: sensor,
    source_name: who.sourceName,
    source_canonical: who.sourceCanonical,
    source_hostname: who.sourceHost,
    source_address: who.sourceIp || undefined,
    source_port: who.sourceIp ? who.sourcePort : undefined,
    source_country: who.sourceCountry,
    source_organisation: who.sourceOrganisation,
    source_longitude: who.sourceCountry && LONGITUDES[who.sourceCountry],
    source_username: who.user,
    destination_name: who.destinationName || undefined,
    destination_canonical: who.destinationCanonical || undefined,
    destination_hostname: who.destinationHost || undefined,
    destination_address: who.destinationIp || undefined,
    destination_port: who.destinationIp ? who.destinationPort : undefined,
    destination_country: who.destinationCountry,
    destination_userid: event.to === 'cloud' ? '101720206348' : undefined,
    sources: [],
    destinations: [],
    alarm_source_names: [who.sourceName],
    alarm_source_countries: who.sourceCountry ? [who.sourceCountry] : undefined,
    alarm_source_organisations: who.sourceOrganisation ? [who.sourceOrganisation] : undefined,
    alarm_destination_names: who.destinationName ? [who.destinationName] : undefined,
    alarm_destination_assset_ids: who.destinationAsset ? [who.destinationAsset] : undefined,
    alarm_sensor_sources: [sensor],
    alarm_events_count: facts.eventsCount,
    packet_data: [...facts.eventIds],
    highlight_fields: [...rule.highlight],
    log: event.log(who),
    ...timesOf(facts.occurred, facts.received),
  };
}

export function timesOf(occurred: number, received: number): JsonObject {
  return {
    timestamp_occured: String(occurred),
    timestamp_occured_iso8601: new Date(occurred).toISOString(),
    timestamp_received: String(received),
    timestamp_received_iso8601: new Date(received).toISOString(),
  };
}
