import * as z from 'zod';
import { part, partOrParts as parts, readPart } from '../wire-parts.ts';

// What is read of an OCSF detection finding, and no more; everything else passes through to the detail. Every part is
// optional at the vendor, and lists come as null or as a single object. A field of another type than foreseen is read
// as absent, so that one odd field does not cost the row; only what is no object at all does not parse.

const text = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'number') return String(given);
    return typeof given === 'string' && given.trim() !== '' ? given : undefined;
  });
const flag = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'boolean') return given;
    const word = typeof given === 'string' ? given.trim().toLowerCase() : '';
    return word === 'true' ? true : word === 'false' ? false : undefined;
  });
const whole = z
  .unknown()
  .optional()
  .transform((given) => {
    if (typeof given === 'number') return given;
    return typeof given === 'string' && /^-?\d{1,15}$/.test(given.trim()) ? Number(given) : undefined;
  });
const texts = z
  .unknown()
  .optional()
  .transform((given): string[] => {
    const list = Array.isArray(given) ? given : [given];
    return list.flatMap((item) =>
      typeof item === 'string' && item.trim() !== '' ? [item] : typeof item === 'number' ? [String(item)] : [],
    );
  });
/** Read by `readTime`, with the `_dt` twin. */
const time = z.unknown().optional();

const named = z.looseObject({ name: text, uid: text, type: text, desc: text });
/** Groups come as objects or as their names. */
const groups = z
  .unknown()
  .optional()
  .transform((given): string[] => {
    const list = Array.isArray(given) ? (given as unknown[]) : [given];
    return list.flatMap((item) => {
      if (typeof item === 'string' && item !== '') return [item];
      const group = readPart(named, item);
      const name = group?.name ?? group?.uid;
      return name === undefined ? [] : [name];
    });
  });

const userSchema = z.looseObject({
  name: text,
  full_name: text,
  email_addr: text,
  uid: text,
  uid_alt: text,
  type: text,
  domain: text,
  risk_level: text,
  risk_level_id: whole,
  risk_score: text,
  groups,
  org: part(named),
  account: part(named),
});
export type WireUser = z.infer<typeof userSchema>;

const endpoint = {
  ip: text,
  hostname: text,
  name: text,
  domain: text,
  mac: text,
  port: text,
  uid: text,
  type: text,
  zone: text,
  svc_name: text,
  intermediate_ips: texts,
  location: part(z.looseObject({ city: text, region: text, country: text, desc: text, isp: text })),
  autonomous_system: part(z.looseObject({ name: text, number: text })),
};
const endpointSchema = z.looseObject(endpoint);
export type WireEndpoint = z.infer<typeof endpointSchema>;

const deviceSchema = z.looseObject({
  ...endpoint,
  is_managed: flag,
  is_compliant: flag,
  is_trusted: flag,
  is_personal: flag,
  os: part(z.looseObject({ name: text, version: text, type: text })),
});

const fileSchema = z.looseObject({
  name: text,
  path: text,
  hashes: parts(z.looseObject({ algorithm: text, value: text })),
});
const processSchema = z.looseObject({ name: text, cmd_line: text, file: part(fileSchema) });

const evidenceSchema = z.looseObject({
  actor: part(
    z.looseObject({
      app_name: text,
      app_uid: text,
      invoked_by: text,
      user: part(userSchema),
      idp: part(named),
      session: part(z.looseObject({ uid: text, uid_alt: text })),
      process: part(processSchema),
      authorizations: parts(z.looseObject({ decision: text })),
    }),
  ),
  api: part(
    z.looseObject({
      operation: text,
      version: text,
      service: part(named),
      response: part(z.looseObject({ code: text, message: text, error: text, error_message: text })),
    }),
  ),
  connection_info: part(
    z.looseObject({ direction: text, boundary: text, protocol_name: text, uid: text, session: part(named) }),
  ),
  device: part(deviceSchema),
  src_endpoint: part(endpointSchema),
  dst_endpoint: part(endpointSchema),
  user: part(userSchema),
  url: part(z.looseObject({ url_string: text, hostname: text })),
  email: part(z.looseObject({ from: text, to: texts, subject: text })),
  file: part(fileSchema),
  process: part(processSchema),
});

const techniqueSchema = z.looseObject({ uid: text, name: text });
const attackSchema = z.looseObject({
  technique: part(techniqueSchema),
  sub_technique: part(techniqueSchema),
  tactic: part(techniqueSchema),
  tactics: parts(techniqueSchema),
});

const analyticSchema = z.looseObject({
  name: text,
  uid: text,
  type: text,
  category: text,
  desc: text,
  version: text,
});

const reputationSchema = z.looseObject({ score: text, score_id: whole, base_score: text, provider: text });

export const alertSchema = z.looseObject({
  time,
  severity: text,
  severity_id: whole,
  activity_id: whole,
  activity_name: text,
  type_uid: whole,
  type_name: text,
  // Not part of this list, but other lists of the vendor have them.
  status: text,
  status_id: whole,
  message: text,
  finding_info: part(
    z.looseObject({
      title: text,
      uid: text,
      desc: text,
      analytic: part(analyticSchema),
      attacks: parts(attackSchema),
      data_sources: texts,
      related_analytics: parts(analyticSchema),
      related_events: parts(
        z.looseObject({ uid: text, title: text, type: text, type_name: text, severity: text, product_uid: text }),
      ),
      src_url: text,
      types: texts,
    }),
  ),
  metadata: part(
    z.looseObject({
      uid: text,
      correlation_uid: text,
      tenant_uid: text,
      product: part(z.looseObject({ name: text, vendor_name: text, feature: text, version: text })),
    }),
  ),
  enrichments: parts(
    z.looseObject({
      name: text,
      value: text,
      type: text,
      provider: text,
      desc: text,
      short_desc: text,
      src_url: text,
      reputation: part(reputationSchema),
    }),
  ),
  evidences: parts(evidenceSchema),
  resources: parts(z.looseObject({ name: text, uid: text, type: text, owner: part(userSchema) })),
  resource: parts(z.looseObject({ name: text, uid: text, type: text, owner: part(userSchema) })),
});
export type WireAlert = z.infer<typeof alertSchema>;

/** Both of the list's envelopes: by offset and by cursor. */
export const envelopeSchema = z.looseObject({
  items: z.array(z.unknown()).nullable(),
  count: whole,
  total: whole,
  /** Absent: the vendor did not page by cursor. null: the end. */
  next_cursor: z
    .unknown()
    .optional()
    .transform((given) => (typeof given === 'string' && given !== '' ? given : given === undefined ? undefined : null)),
});

/** The connection's own record, with what tells how old the data is. */
export const connectionSchema = z.looseObject({
  vendor: text,
  is_active: flag,
  refresh_interval_secs: whole,
  state: z.unknown().optional(),
  health: z.unknown().optional(),
});
export type WireConnection = z.infer<typeof connectionSchema>;

export const healthSchema = z.looseObject({
  name: text,
  status: text,
  resolution_owner: text,
  description: text,
});
