import type { KumaSimulator, LeenSimulator, SecureEndpointSimulator, UsmSimulator } from '@watchfloor/simulators';
import { eventKeyOfText } from '@watchfloor/simulators';

// What a vendor holds, asked of it in the plainest way there is: no connector, no paging that survives changes. Only while
// nothing changes and nothing fails.

/** A finding as its vendor has it now, as far as its texts say so without our reading of them. */
export interface TrueFinding {
  /** The texts that it is sent as: one; several where the vendor's order of equals is not ours to say. */
  raws: string[];
  vendorStatus?: string;
  happened: number;
  active?: number;
}

export type TrueList = Map<string, TrueFinding>;

export async function readUsm({ baseUrl, clientId, clientSecret }: UsmSimulator): Promise<TrueList> {
  const token = await ask(`${baseUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token } = JSON.parse(token) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const records = await pages((page) => ask(`${baseUrl}/alarms?page=${page}&size=100`, { headers }));
  return new Map(
    records.map((raw) => {
      const { uuid, status, timestamp_occured } = JSON.parse(raw) as Record<string, string>;
      return [
        uuid ?? '',
        { raws: [raw], happened: Number(timestamp_occured), ...(status ? { vendorStatus: status } : {}) },
      ];
    }),
  );
}

export async function readKuma({ baseUrl, token }: KumaSimulator): Promise<TrueList> {
  const headers = { authorization: `Bearer ${token}` };
  const range = 'timestampField=firstSeen&from=1990-01-01T00:00:00Z&to=2090-01-01T00:00:00Z&withAffected=true';
  const records = await pages((page) => ask(`${baseUrl}/alerts?page=${page + 1}&${range}`, { headers }));
  return new Map(
    records.map((raw) => {
      const { id = '', status = '', firstSeen = '', lastSeen = '' } = JSON.parse(raw) as Record<string, string>;
      return [id, { raws: [raw], vendorStatus: status, happened: Date.parse(firstSeen), active: Date.parse(lastSeen) }];
    }),
  );
}

/** @param noise the names of the types that are no findings */
export async function readSecureEndpoint(
  { baseUrl, clientId, apiKey }: SecureEndpointSimulator,
  noise: readonly string[],
): Promise<TrueList> {
  const headers = { authorization: `Basic ${btoa(`${clientId}:${apiKey}`)}` };
  const records = await pages((page) => ask(`${baseUrl}/events?limit=500&offset=${page * 500}`, { headers }));
  const isNoise = (type: string) => noise.some((name) => name.toLowerCase() === type.trim().toLowerCase());
  return new Map(
    records.flatMap((raw) => {
      const { event_type, timestamp } = JSON.parse(raw) as { event_type?: string; timestamp: number };
      if (isNoise(event_type ?? '')) return [];
      return [[eventKeyOfText(raw).replaceAll('|', '.'), { raws: [raw], happened: timestamp * 1_000 }]];
    }),
  );
}

export async function readLeen({ baseUrl, apiKey, connectionId }: LeenSimulator): Promise<TrueList> {
  const headers = { 'x-api-key': apiKey, 'x-connection-id': connectionId };
  const records = await pages((page) =>
    ask(`${baseUrl}/idp/alerts?limit=500${page ? `&offset=${page * 500}` : ''}`, { headers }),
  );
  const series = Map.groupBy(records.map(toLeenItem), ({ key }) => key);
  return new Map(
    [...series].map(([key, items]) => {
      const newest = Math.max(...items.map(({ at }) => at));
      // Of one instant, whatever the vendor lists: which of them is the later is told by their activity alone.
      const raws = items.flatMap(({ at, raw }) => (at === newest ? [raw] : []));
      return [key, { raws, happened: Math.min(...items.map(({ created }) => created)) }];
    }),
  );
}

interface LeenRecord {
  time?: number | string;
  time_dt?: string;
  finding_info?: { uid?: string; created_time?: number | string; created_time_dt?: string };
  metadata?: { uid?: string };
}

function toLeenItem(raw: string) {
  const { time, time_dt, finding_info = {}, metadata = {} } = JSON.parse(raw) as LeenRecord;
  const at = toMs(time ?? time_dt);
  const { created_time, created_time_dt } = finding_info;
  return { raw, key: finding_info.uid ?? metadata.uid ?? '', at, created: toMs(created_time ?? created_time_dt ?? at) };
}

/** Milliseconds, microseconds or a date: in all three does it print times. */
function toMs(time: number | string | undefined): number {
  if (typeof time === 'number') return time > 1e14 ? Math.floor(time / 1_000) : time;
  return Date.parse(time ?? '');
}

async function pages(read: (page: number) => Promise<string>): Promise<string[]> {
  const all: string[] = [];
  for (let page = 0; ; page += 1) {
    const records = toRecordTexts(await read(page));
    if (records.length === 0) return all;
    all.push(...records);
  }
}

async function ask(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text.slice(0, 200)}`);
  return text;
}

/** The objects of the body's outermost list, cut out letter by letter. */
function toRecordTexts(body: string): string[] {
  const found: { depth: number; text: string }[] = [];
  const open: { bracket: string; at: number }[] = [];
  let inText = false;
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at];
    if (inText) {
      if (letter === '\\') at += 1;
      else if (letter === '"') inText = false;
    } else if (letter === '"') inText = true;
    else if (letter === '{' || letter === '[') open.push({ bracket: letter, at });
    else if (letter === '}' || letter === ']') {
      const begun = open.pop();
      if (letter === '}' && open.at(-1)?.bracket === '[') {
        found.push({ depth: open.length, text: body.slice(begun?.at, at + 1) });
      }
    }
  }
  const depth = Math.min(...found.map((one) => one.depth));
  return found.filter((one) => one.depth === depth).map(({ text }) => text);
}
