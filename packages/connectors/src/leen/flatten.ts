import type { EntityKind, Fact } from '@watchfloor/contract';
import { sentence } from '../facts.ts';
import { readVendorTime } from '../vendor-time.ts';

const depthMax = 6;
const itemsMax = 20;
const factsMax = 150;
const valueCharsMax = 2_000;
const seeRaw = 'see the raw record';

const entityOf: Record<string, { entity: EntityKind; filter?: string }> = {
  ip: { entity: 'ip', filter: 'ip' },
  intermediate_ips: { entity: 'ip', filter: 'ip' },
  hostname: { entity: 'host', filter: 'host' },
  mac: { entity: 'mac', filter: 'entity' },
  email_addr: { entity: 'email', filter: 'entity' },
  url_string: { entity: 'url', filter: 'entity' },
};
const monoNames =
  /(?:^|_)(?:uid|uid_alt|ip|ips|mac|hash|value|path|cmd_line|hostname|url|url_string|version|code|id|data)$/;

/**
 * A nested object as facts, one for each value, labelled by the way to it: "User › Account › Name". Objects of the
 * vendor's are nested and large without bound, so what lies deeper or beyond the caps is counted and left to the raw
 * record.
 */
export function flatten(object: object): Fact[] {
  const facts: Fact[] = [];
  let left = 0;
  const add = (path: readonly string[], value: unknown): void => {
    if (value === null || value === undefined || value === '') return;
    if (facts.length >= factsMax) {
      left += 1;
      return;
    }
    if (typeof value !== 'object') {
      facts.push(toFact(path, value));
      return;
    }
    const entries = Object.entries(value);
    if (entries.length === 0) return;
    if (path.length >= depthMax) {
      facts.push({ label: toLabel(path), kind: 'text', value: `nested deeper, ${seeRaw}` });
      return;
    }
    if (!Array.isArray(value)) {
      for (const [name, inner] of entries) if (!isCoded(name, value)) add([...path, name], inner);
      return;
    }
    const list = value as unknown[];
    if (list.every((item) => typeof item !== 'object' || item === null)) {
      const shown = list.slice(0, itemsMax).map(String).join(', ');
      add(path, list.length > itemsMax ? `${shown} and ${list.length - itemsMax} more` : shown);
      return;
    }
    for (const [index, item] of list.slice(0, itemsMax).entries()) {
      add(list.length === 1 ? path : [...path, String(index + 1)], item);
    }
    if (list.length > itemsMax) {
      facts.push({ label: toLabel(path), kind: 'text', value: `${list.length - itemsMax} more, ${seeRaw}` });
    }
  };
  for (const [name, value] of Object.entries(object)) if (!isCoded(name, object)) add([name], value);
  if (left > 0) facts.push({ label: 'More', kind: 'text', value: `${left} values, ${seeRaw}` });
  return facts;
}

function toFact(path: readonly string[], value: unknown): Fact {
  const name = path.at(-1) ?? '';
  const label = toLabel(path);
  const at = /(?:^|_)time(?:_dt)?$/.test(name) ? readVendorTime(value) : null;
  if (at !== null) return { label, kind: 'time', value: new Date(at).toISOString(), at };
  const text = value === true ? 'yes' : value === false ? 'no' : String(value);
  return {
    label,
    kind: monoNames.test(name) ? 'mono' : 'text',
    value:
      text.length > valueCharsMax ? `${text.slice(0, valueCharsMax)}… (${text.length} characters, ${seeRaw})` : text,
    ...entityOf[name],
  };
}

/** OCSF has most words twice: `risk_level`, and as a number `risk_level_id`. */
function isCoded(name: string, object: object): boolean {
  const word = name.endsWith('_id') ? (object as Record<string, unknown>)[name.slice(0, -3)] : undefined;
  return typeof word === 'string' && word !== '';
}

const words: Record<string, string> = {
  asn: 'AS number',
  base_score: 'Base score',
  is_compliant: 'Compliant',
  is_managed: 'Managed',
  is_mfa: 'MFA used',
  is_personal: 'Personal',
  is_remote: 'Remote',
  is_trusted: 'Trusted',
  is_vpn: 'VPN',
  isp: 'Internet provider',
  lang: 'Language',
  lat: 'Latitude',
  long: 'Longitude',
  num: 'Number',
  protocol_num: 'Protocol number',
  protocol_ver: 'IP version',
  vendor_name: 'Vendor',
  api: 'API',
  app_name: 'App',
  app_uid: 'App id',
  autonomous_system: 'Network',
  cmd_line: 'Command line',
  connection_info: 'Connection',
  desc: 'Description',
  dst_endpoint: 'Destination',
  email_addr: 'Mail',
  idp: 'Identity provider',
  intermediate_ips: 'Addresses between',
  ip: 'Address',
  ldap_person: 'Directory',
  mac: 'MAC',
  org: 'Organisation',
  os: 'OS',
  ou_name: 'Unit',
  src_endpoint: 'Source',
  uid: 'Id',
  uid_alt: 'Other id',
  url: 'URL',
  url_string: 'URL',
};

function toLabel(path: readonly string[]): string {
  return path
    .map((name) => (Object.hasOwn(words, name) ? words[name] : sentence(name.slice(0, 60).replace(/_uid$/, '_id'))))
    .join(' › ');
}
