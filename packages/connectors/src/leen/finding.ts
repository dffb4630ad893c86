import type { Outcome, Severity, SourceRecord } from '@watchfloor/contract';
import { placeOf, readEntities, readSource, readUser, userName } from './people.ts';
import { readTimes } from './times.ts';
import type { WireAlert } from './wire.ts';
import { readActivity, readSeverity, readStatus } from './words.ts';

const titleCharsMax = 1_000;

/** What one record says of its finding, by itself. Names every field of the row. */
export function toFindingRecord(wire: WireAlert, key: string, connection: string): SourceRecord {
  const { finding_info: finding, metadata } = wire;
  const times = readTimes(wire);
  const user = readUser(wire);
  const source = readSource(wire);
  const api = wire.evidences.find((evidence) => evidence.api !== undefined)?.api;
  const product = metadata?.product?.name ?? metadata?.product?.vendor_name;
  const attack = attackOf(wire);
  const record: SourceRecord = {
    uid: `${connection}:idp-alerts:${key}`,
    kind: 'finding',
    key,
    happened: times.created ?? times.firstSeen ?? times.at,
    arrived: times.arrived,
    active: times.active,
    title: titleOf(wire),
    severity: readSeverity(wire),
    status: readStatus(wire),
    outcome: outcomeOf(wire),
    entities: readEntities(wire),
    attack,
    cells: {
      user: user === undefined ? null : (userName(user) ?? null),
      source: source?.ip ?? source?.hostname ?? source?.name ?? null,
      place: placeOf(source) ?? null,
      app: appOf(wire) ?? null,
      activity: readActivity(wire),
      arrived: times.arrived,
      active: times.active,
      operation: api?.operation ?? null,
      product: product ?? null,
      types: finding && finding.types.length > 0 ? finding.types.join(', ') : null,
      technique: attack[0]?.id ?? null,
      analytic: finding?.analytic?.name ?? null,
      risk: user?.risk_level ?? user?.risk_score ?? null,
    },
  };
  if (product !== undefined) record.subtitle = product;
  if (wire.severity !== undefined) record.priorityLabel = wire.severity;
  if (wire.status !== undefined) record.vendorStatus = wire.status;
  const [type] = finding?.types ?? [];
  if (type !== undefined) record.eventType = type;
  if (metadata?.tenant_uid !== undefined) record.tenant = metadata.tenant_uid;
  const consoleUrl = httpsOnly(finding?.src_url);
  if (consoleUrl !== undefined) record.consoleUrl = consoleUrl;
  return record;
}

/** `finding_info.title`, else the analytic, the message, the type. */
function titleOf(wire: WireAlert): string {
  const finding = wire.finding_info;
  const title =
    finding?.title ??
    finding?.analytic?.name ??
    wire.message ??
    finding?.types[0] ??
    wire.type_name ??
    'Finding without a title';
  return title.length > titleCharsMax ? `${title.slice(0, titleCharsMax)}…` : title;
}

/** The app that was used: the client's, else the service that was called. */
export function appOf(wire: WireAlert): string | undefined {
  return (
    wire.evidences.map(({ actor }) => actor?.app_name).find((name) => name !== undefined) ??
    wire.evidences.map(({ api }) => api?.service?.name).find((name) => name !== undefined) ??
    wire.evidences.map(({ actor }) => actor?.app_uid).find((uid) => uid !== undefined)
  );
}

// Only what a vendor's field says: a policy's decision, else the response's status.
function outcomeOf(wire: WireAlert): Outcome {
  for (const { actor } of wire.evidences) {
    for (const { decision } of actor?.authorizations ?? []) {
      const word = decision?.trim().toLowerCase() ?? '';
      if (/^(?:den(?:y|ied)|block(?:ed)?|reject(?:ed)?)$/.test(word)) return 'denied';
      if (/^(?:allow(?:ed)?|grant(?:ed)?|permit(?:ted)?)$/.test(word)) return 'allowed';
    }
  }
  for (const { api } of wire.evidences) {
    const code = Number(api?.response?.code ?? Number.NaN);
    if (code === 401 || code === 403) return 'denied';
    if (code >= 200 && code < 300) return 'allowed';
  }
  return 'not_stated';
}

function attackOf(wire: WireAlert): SourceRecord['attack'] {
  return (wire.finding_info?.attacks ?? []).flatMap(
    ({ technique, sub_technique: sub, tactic: single, tactics }): SourceRecord['attack'] => {
      const id = sub?.uid ?? technique?.uid;
      if (id === undefined) return [];
      const name = sub?.name ?? technique?.name;
      const tactic = single?.name ?? tactics[0]?.name ?? single?.uid ?? tactics[0]?.uid;
      return [{ id, ...(name === undefined ? {} : { name }), ...(tactic === undefined ? {} : { tactic }) }];
    },
  );
}

/** A link is followed by people: https alone, and nobody's password in it. */
function httpsOnly(given: string | undefined): string | undefined {
  const url = given === undefined ? null : URL.parse(given.trim());
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url.href : undefined;
}

/** One record of a finding's series, as a held copy keeps it. */
export interface Sighting {
  /** The record's bytes, hashed: the same record seen twice is one. */
  id: string;
  key: string;
  /** False where key was made here: such records are never taken for one another's updates. */
  named: boolean;
  at: number | null;
  created: number | null;
  firstSeen: number | null;
  record: SourceRecord;
  /** The bytes as sent; null where a copy has no room for them. */
  raw: Buffer | null;
}

export function toSighting(
  wire: WireAlert,
  id: string,
  { key, named }: { key: string; named: boolean },
  raw: Buffer | null,
  connection: string,
): Sighting {
  const { at, created, firstSeen } = readTimes(wire);
  return { id, key, named, at, created, firstSeen, record: toFindingRecord(wire, key, connection), raw };
}

/** One record of a finding, as the history of the finding shows it. */
export interface Step {
  at: number | null;
  activity: string;
  severity: Severity;
}
