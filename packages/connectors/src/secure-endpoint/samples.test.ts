import { expect, test } from 'vitest';
import { parseLossless } from '../outbound/lossless-json.ts';
import { toEventDetail } from './detail.ts';
import { type RecordContext, toEventRecord } from './event.ts';
import { isEventKey, readEventKey, toEventKey } from './key.ts';
import { readQuotaTold } from './quota-told.ts';
import { readHappened, toStartDate } from './times.ts';
import { eventSchema } from './wire.ts';

// The samples are the vendor's own, from the documentation of `GET /v1/events`; ids with the digits that it sends, since
// the page prints them rounded.
const computer = `"connector_guid":"20a0ce9f-44d1-4cbb-ab04-8a0705448b72","hostname":"Demo_Upatre","external_ip":"69.226.122.127",
"user":"A@TEMPLATE-W7X86","active":true,"network_addresses":[{"ip":"230.122.135.241","mac":"3f:1e:b2:28:25:24"}],
"links":{"computer":"https://api.eu.amp.cisco.com/v1/computers/20a0ce9f-44d1-4cbb-ab04-8a0705448b72"}`;
const detected = `{"id":6180352115244793858,"timestamp":1574446838,"timestamp_nanoseconds":279000000,
"date":"2019-11-22T18:20:38+00:00","event_type":"Threat Detected","event_type_id":1090519054,
"detection":"W32.GenericKD:ZVETJ.18gs.1201","detection_id":"6180352115244793858",
"connector_guid":"20a0ce9f-44d1-4cbb-ab04-8a0705448b72","group_guids":["6c3c2005-4c74-4ba7-8dbb-c4d5b6bafe03"],
"severity":"Medium","computer":{${computer}},"file":{"disposition":"Malicious","file_name":"wsymqyv90.exe",
"file_path":"\\\\\\\\?\\\\C:\\\\Users\\\\Administrator\\\\AppData\\\\Local\\\\Temp\\\\OUTLOOK_TEMP\\\\wsymqyv90.exe",
"identity":{"sha256":"b630e72639cc7340620adb0cfc26332ec52fe8867b769695f2d25718d68b1b40",
"sha1":"70aef829bec17195e6c8ec0e6cba0ed39f97ba48","md5":"e2f5dcd966e26d54329e8d79c7201652"},
"parent":{"process_id":4040,"disposition":"Clean","file_name":"iexplore.exe",
"identity":{"sha256":"b4e5c2775de098946b4e11aba138b89d42b88c1dbd4d5ec879ef6919bf018132"}}}}`;
const dropper = `{"id":1489955900329000200,"timestamp":1574443498,"timestamp_nanoseconds":329000000,
"date":"2019-11-22T17:24:58+00:00","event_type":"Potential Dropper Infection","event_type_id":1107296258,
"detection":"W32.3372C1EDAB-100.SBX.TG","connector_guid":"9dbe7029-2385-4a24-8ddc-39fccc17ce0f","severity":"High",
"start_timestamp":1574443498,"start_date":"2019-11-22T17:24:58+00:00",
"computer":{"connector_guid":"9dbe7029-2385-4a24-8ddc-39fccc17ce0f","hostname":"Demo_TeslaCrypt"},
"file":{"disposition":"Malicious","identity":{"sha256":"3372c1edab46837f1e973164fa2d726c5c5e17bcb888828ccd7c4dfcc234a370"},
"parent":{"disposition":"Blocklisted","identity":{"sha256":"9e1ec8b43a88e68767fd8fed2f38e7984357b3f4186d0f907e62f8b6c9ff56ad"}}}}`;
const scan = `{"id":5832364858376454000,"timestamp":1574442424,"timestamp_nanoseconds":772000000,
"date":"2019-11-22T17:07:04+00:00","event_type":"Scan Started","event_type_id":554696714,
"connector_guid":"17d71471-805b-4183-9121-3924b8982fac","computer":{"hostname":"Demo_ZAccess"},
"scan":{"description":"C:\\\\Program Files\\\\DVD Maker"}}`;

const context: RecordContext = { connection: 'se', raise: [], consoleOrigin: 'https://console.eu.amp.cisco.com' };
const parse = (text: string) => {
  const wire = eventSchema.parse(parseLossless(text));
  const key = toEventKey(wire, readHappened(wire));
  return { wire, key, record: toEventRecord(wire, key, context) };
};

test('the vendor’s own samples become rows and details', () => {
  const { record, wire, key } = parse(detected);
  expect(record).toMatchObject({
    kind: 'finding',
    happened: 1_574_446_838_279,
    title: 'W32.GenericKD:ZVETJ.18gs.1201 in wsymqyv90.exe',
    severity: 'medium',
    status: 'new',
    consoleUrl:
      'https://console.eu.amp.cisco.com/computers/20a0ce9f-44d1-4cbb-ab04-8a0705448b72/trajectory2?id=6180352115244793858',
    cells: { host: 'Demo_Upatre', user: 'A@TEMPLATE-W7X86', event_type: 'Threat Detected' },
  });
  const detail = toEventDetail(wire, key, detected, undefined, context);
  expect(detail.raw).toBe(detected);
  expect(detail.why).toBe(
    'W32.GenericKD:ZVETJ.18gs.1201 was detected in wsymqyv90.exe on Demo_Upatre (A@TEMPLATE-W7X86); started by iexplore.exe.',
  );
  expect(parse(dropper).record).toMatchObject({ title: 'Dropper: 3372c1ed', severity: 'high' });
  expect(parse(scan).record).toMatchObject({ title: 'Scan Started', severity: 'unknown', outcome: 'not_stated' });
  const scanned = toEventDetail(parse(scan).wire, 'k', scan, undefined, context);
  expect(JSON.stringify(scanned.sections)).toContain('DVD Maker');
});

test('a key stands in a URL, says what it can, and hides what it cannot say behind a hash', () => {
  const { key } = parse(detected);
  expect(isEventKey(key)).toBe(true);
  expect(encodeURIComponent(key)).toBe(key);
  expect(readEventKey(key)).toEqual({
    second: '1574446838',
    nanoseconds: '279000000',
    eventTypeId: '1090519054',
    connectorGuid: '20a0ce9f-44d1-4cbb-ab04-8a0705448b72',
    id: '6180352115244793858',
    detectionId: '6180352115244793858',
    sha256: 'b630e72639cc7340620adb0cfc26332ec52fe8867b769695f2d25718d68b1b40',
  });
  const hostile = parse(
    `{"timestamp":1574446838,"detection_id":"../..?x=1&y#","connector_guid":"${'a'.repeat(4_000)}"}`,
  );
  expect(isEventKey(hostile.key)).toBe(true);
  expect(hostile.key.length).toBeLessThan(200);
  expect(readEventKey(hostile.key).detectionId).toBe('');
  for (const wrong of ['', 'x', '1.2.3', '../../etc', `${key}.more`, key.replace('.', '/')])
    expect(isEventKey(wrong), wrong).toBe(false);
});

test('both families of rate headers are read, and the reset is relative', () => {
  const told = (headers: Record<string, string>) => readQuotaTold((name) => headers[name], 1_000_000);
  // The samples' own: 2938 left, 3556 s to go.
  expect(told({ 'x-ratelimit-remaining': '2938', 'x-ratelimit-reset': '3556' })).toEqual({
    remaining: 2_938,
    resetMs: 3_556_000,
  });
  expect(told({ 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '12' })).toEqual({
    remaining: 0,
    resetMs: 12_000,
  });
  expect(told({ 'x-ratelimit-remaining': '5', 'x-ratelimit-resetdate': new Date(1_060_000).toISOString() })).toEqual({
    remaining: 5,
    resetMs: 60_000,
  });
  expect(told({ 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': '1574446838' })).toEqual({ remaining: 5 });
  expect(told({})).toBeUndefined();
});

test('a lower bound is the whole second, with its offset', () => {
  expect(toStartDate(1_574_446_838_279)).toBe('2019-11-22T18:20:38+00:00');
});

test('a person who is written as account@realm is found by the account as well, as in the other products', () => {
  const record = (user: string) =>
    toEventRecord(eventSchema.parse({ id: 1, timestamp: 1, computer: { user } }), 'k', context);
  const users = (user: string) => record(user).entities.flatMap(({ kind, value }) => (kind === 'user' ? [value] : []));
  expect(users('svc-backup@NORRVIK')).toEqual(['svc-backup@NORRVIK', 'svc-backup']);
  expect(users('svc-backup')).toEqual(['svc-backup']);
  expect(users('a@b@c')).toEqual(['a@b@c']);
});
