import * as z from 'zod';
import { part, parts } from '../wire-parts.ts';

// What is read, and no more; everything else passes through. Any field may be missing or null, and what is documented
// as a number comes as a string elsewhere. A field of another type than foreseen is read as absent, so that one odd
// field does not cost the row; the raw record still has it. Only what is no object at all does not parse.

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
  .transform((given) => (typeof given === 'boolean' ? given : undefined));
const count = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'number' && Number.isFinite(given)) return given;
    return typeof given === 'string' && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
  });
const texts = z
  .unknown()
  .optional()
  .transform((given): string[] =>
    (Array.isArray(given) ? (given as unknown[]) : []).flatMap((item) =>
      typeof item === 'string' && item !== '' ? [item] : [],
    ),
  );

const object = <Shape extends z.ZodRawShape>(shape: Shape) => part(z.looseObject(shape));
const list = <Shape extends z.ZodRawShape>(shape: Shape) => parts(z.looseObject(shape));

const identity = object({ sha256: text, sha1: text, md5: text });

const namedSchema = z.looseObject({ external_id: text, name: text, description: text });
/** Tactics and techniques come as ids (`T1070.004`), or as objects with names and HTML descriptions. */
const named = z
  .unknown()
  .optional()
  .transform((given) =>
    (Array.isArray(given) ? (given as unknown[]) : []).flatMap((item) => {
      if (typeof item === 'string') return item === '' ? [] : [{ id: item, name: undefined, description: undefined }];
      const parsed = namedSchema.safeParse(item);
      if (!parsed.success) return [];
      const { external_id, name, description } = parsed.data;
      return external_id === undefined && name === undefined ? [] : [{ id: external_id, name, description }];
    }),
  );

export const eventSchema = z.looseObject({
  /** An int64 beyond 2^53; the lossless parser gives its exact digits. */
  id: text,
  /** Epoch seconds, with the rest of the second in `timestamp_nanoseconds`. */
  timestamp: z.unknown().optional(),
  timestamp_nanoseconds: count,
  date: z.unknown().optional(),
  start_timestamp: z.unknown().optional(),
  start_date: z.unknown().optional(),
  event_type: text,
  event_type_id: text,
  severity: text,
  detection: text,
  detection_id: text,
  connector_guid: text,
  group_guids: texts,
  hostname: text,
  computer: object({
    connector_guid: text,
    hostname: text,
    external_ip: text,
    user: text,
    active: flag,
    network_addresses: list({ ip: text, mac: text }),
  }),
  file: object({
    disposition: text,
    file_name: text,
    file_path: text,
    identity,
    parent: object({ process_id: text, disposition: text, file_name: text, file_path: text, identity }),
  }),
  scan: object({ description: text }),
  error: object({ error_code: count, description: text }),
  cloud_ioc: object({ description: text, short_description: text }),
  command_line: object({ arguments: text }),
  threat_hunting: object({
    incident_title: text,
    incident_summary: text,
    incident_remediation: text,
    severity: text,
    incident_start_time: z.unknown().optional(),
    incident_end_time: z.unknown().optional(),
  }),
  tactics: named,
  techniques: named,
  vulnerabilities: list({ name: text, version: text, cve: text, score: text, url: text }),
  network_info: object({
    dirty_url: text,
    local_ip: text,
    local_port: text,
    remote_ip: text,
    remote_port: text,
    nfm: object({ protocol: text, direction: text }),
    parent: object({ process_id: text, disposition: text, file_name: text, identity }),
  }),
});
export type WireEvent = z.infer<typeof eventSchema>;

/** The list's envelope. On an error `data` is an object, on success an array. */
export const envelopeSchema = z.looseObject({
  metadata: object({
    links: object({ next: text }),
    results: object({ total: count, index: count }),
  }),
  data: z.array(z.unknown()),
});

/** `GET /event_types`: the documents name the call and not its fields. */
export const eventTypesSchema = z.looseObject({ data: list({ id: text, name: text }) });
