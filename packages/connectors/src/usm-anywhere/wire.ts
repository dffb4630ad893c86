import * as z from 'zod';

// What is read, and no more; everything else passes through. The vendor prints numbers in strings, booleans in strings,
// and leaves out any field. A field of another type than foreseen is read as absent, so that one odd field does not
// cost the row; the raw record still has it. Only what is no object at all does not parse.

const text = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'number') return String(given);
    return typeof given === 'string' && given !== '' ? given : undefined;
  });
const flag = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'boolean') return given;
    const word = typeof given === 'string' ? given.toLowerCase() : '';
    return word === 'true' ? true : word === 'false' ? false : undefined;
  });
const count = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'number') return given;
    return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
  });
const texts = z
  .unknown()
  .optional()
  .transform((given): string[] => {
    const list = Array.isArray(given) ? given : [given];
    return list.flatMap((item) =>
      typeof item === 'string' && item.trim() !== '' ? [item.trim()] : typeof item === 'number' ? [String(item)] : [],
    );
  });
const time = z.unknown().optional();
const list = z
  .unknown()
  .optional()
  .transform((given): unknown[] => (Array.isArray(given) ? (given as unknown[]) : []));
const links = z
  .unknown()
  .optional()
  .transform((given): string | undefined => {
    const self = typeof given === 'object' && given !== null ? (given as { self?: unknown }).self : undefined;
    const href = typeof self === 'object' && self !== null ? (self as { href?: unknown }).href : undefined;
    return typeof href === 'string' ? href : undefined;
  });

const common = {
  uuid: text,
  id: text,
  _links: links,
  timestamp_occured: time,
  timestamp_occurred: time,
  timestamp_occured_iso8601: time,
  timestamp_occurred_iso8601: time,
  timestamp_received: time,
  timestamp_received_iso8601: time,
  source_name: text,
  source_canonical: text,
  source_hostname: text,
  source_address: text,
  source_port: text,
  source_country: text,
  source_username: text,
  destination_name: text,
  destination_canonical: text,
  destination_hostname: text,
  destination_address: text,
  destination_port: text,
  destination_country: text,
  event_name: text,
  app_id: text,
  app_name: text,
  app_type: text,
  authentication_type: text,
  request_user_agent: text,
  sensor_uuid: text,
  suppressed: flag,
  log: text,
};

export const alarmSchema = z.looseObject({
  ...common,
  status: text,
  priority: count,
  priority_label: text,
  rule_id: text,
  rule_intent: text,
  rule_method: text,
  rule_strategy: text,
  rule_attack_id: text,
  rule_attack_technique: text,
  rule_attack_tactic: texts,
  security_group_id: text,
  alarm_source_names: texts,
  alarm_source_countries: texts,
  alarm_source_organisations: texts,
  alarm_destination_names: texts,
  alarm_destination_countries: texts,
  alarm_sensor_sources: texts,
  alarm_events_count: count,
  alarm_labels: texts,
  packet_data: texts,
  highlight_fields: texts,
  events: list,
});
export type WireAlarm = z.infer<typeof alarmSchema>;

export const eventSchema = z.looseObject({
  ...common,
  timeStamp: time,
  account_name: text,
  event_type: text,
  event_action: text,
  event_description: text,
  event_severity: text,
  plugin: text,
  plugin_device: text,
  plugin_device_type: text,
  access_control_outcome: text,
  destination_userid: text,
  received_from: text,
  has_alarm: flag,
});
export type WireEvent = z.infer<typeof eventSchema>;

/** Real lists wrap an alarm's events; the reference shows bare ones. */
export const wrappedEventSchema = z.looseObject({ _links: links, timeStamp: time, message: z.looseObject({}) });

/** The list's envelope (HAL). At zero results the vendor leaves `_embedded` out. */
export const envelopeSchema = z.looseObject({
  _embedded: z.record(z.string(), z.unknown()).nullish(),
  _links: z.looseObject({}).nullish(),
  page: z.looseObject({ totalElements: count, totalPages: count, number: count }).nullish(),
});
export type WireEnvelope = z.infer<typeof envelopeSchema>;
