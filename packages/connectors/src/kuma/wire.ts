import * as z from 'zod';
import { part, parts } from '../wire-parts.ts';

// What is read, and no more; everything else passes through. `""`, `null` and a missing field say the same, and a field
// of another type than foreseen is read as absent, so that one odd field does not cost the row; the raw record still has
// it. Only what is no object at all does not parse.

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
  .transform((given) => (typeof given === 'boolean' ? given : undefined));
const texts = z
  .unknown()
  .optional()
  .transform((given): string[] =>
    (Array.isArray(given) ? given : [given]).flatMap((item) =>
      typeof item === 'string' && item.trim() !== '' ? [item.trim()] : [],
    ),
  );
const time = z.unknown().optional();

const kscSchema = z.looseObject({ kscMasterHostname: text, kscInstanceID: text, lastVisible: time });
const osSchema = z.looseObject({ name: text, version: text });

const vulnerabilitySchema = z.looseObject({
  kasperskyID: text,
  productName: text,
  descriptionURL: text,
  recommendedMajorPatch: text,
  recommendedMinorPatch: text,
  severityStr: text,
  severity: text,
  cve: texts,
  exploitExists: flag,
  malwareExists: flag,
});
export type WireVulnerability = z.infer<typeof vulnerabilitySchema>;

const assetSchema = z.looseObject({
  id: text,
  tenantID: text,
  tenantName: text,
  name: text,
  /** A list in newer versions. */
  fqdn: texts,
  ipAddresses: texts,
  macAddresses: texts,
  owner: text,
  os: part(osSchema),
  software: parts(z.looseObject({ name: text, version: text, vendor: text })),
  vulnerabilities: parts(vulnerabilitySchema),
  ksc: part(kscSchema),
  created: time,
  updated: time,
});
export type WireAsset = z.infer<typeof assetSchema>;

const accountSchema = z.looseObject({
  // The structure calls it Name and prints it as displayName.
  displayName: text,
  cn: text,
  dn: text,
  upn: text,
  sAMAccountName: text,
  company: text,
  department: text,
  created: time,
  updated: time,
});
export type WireAccount = z.infer<typeof accountSchema>;

export const alertSchema = z.looseObject({
  id: text,
  tenantID: text,
  tenantName: text,
  name: text,
  correlationRuleID: text,
  /** `low` to `critical`; other channels send 1 to 16, or the words in title case. */
  priority: text,
  status: text,
  firstSeen: time,
  lastSeen: time,
  assignee: text,
  closingReason: text,
  overflow: flag,
  /** Free maps, present only where they were asked for. */
  events: parts(z.looseObject({})),
  affectedAssets: parts(assetSchema),
  affectedAccounts: parts(accountSchema),
});
export type WireAlert = z.infer<typeof alertSchema>;
