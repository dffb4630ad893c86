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
      for (const [name, inner] of entries) add([...path, name], inner);
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
  for (const [name, value] of Object.entries(object)) add([name], value);
  if (left > 0) facts.push({ label: 'More', kind: 'text', value: `${left} values, ${seeRaw}` });
  return facts;
}

function toFact(path: readonly string[], value: unknown): Fact {
  const name = path.at(-1) ?? '';
  const label = toLabel(path);
  const at = /(?:^|_)time(?:_dt)?$/.test(name) ? readVendorTime(value) : null;
  if (at !== null) return { label, kind: 'time', value: new Date(at).toISOString(), at };
  const text = String(value);
  return {
    label,
    kind: monoNames.test(name) ? 'mono' : 'text',
    value:
      text.length > valueCharsMax ? `${text.slice(0, valueCharsMax)}… (${text.length} characters, ${seeRaw})` : text,
    ...entityOf[name],
  };
}

function toLabel(path: readonly string[]): string {
  return path.map((name) => sentence(name.slice(0, 60))).join(' › ');
}
