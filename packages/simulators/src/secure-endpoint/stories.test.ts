import { afterAll, beforeAll, expect, test } from 'vitest';
import { toText } from '../json.ts';
import { hashes } from '../scenario/cast.ts';
import { eventTypes } from './event-types.ts';
import { startWithClient, type TestClient } from './test-client.ts';

const NOW = Date.UTC(2026, 10, 18, 14, 0, 0);
let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ events: 3000, now: () => NOW });
});
afterAll(() => client.simulator.close());

const minutes = (row: Record<string, unknown> | undefined) => (Number(row?.['timestamp']) * 1000 - NOW) / 60_000;
const storyRow = async (type: keyof typeof eventTypes, minute: number) => {
  const rows = await client.rows(`event_type[]=${eventTypes[type][0]}`);
  return rows.find((row) => Math.abs(minutes(row) - minute) < 0.001);
};

test('-52: the mail program starts PowerShell on Maja Lindqvist’s laptop, the file itself clean', async () => {
  expect(await storyRow('cloudIoc', -52)).toMatchObject({
    severity: 'High',
    cloud_ioc: { short_description: 'W32.OutlookPowershell.ioc' },
    computer: {
      hostname: 'NVK-LT-0417',
      user: 'maja.lindqvist@norrvik.example',
      network_addresses: [{ ip: '10.20.14.37' }],
    },
    file: { disposition: 'Clean', file_name: 'powershell.exe', parent: { file_name: 'OUTLOOK.EXE' } },
    techniques: [{ external_id: 'T1059.001' }],
    command_line: { arguments: expect.stringContaining('Faktura_2231.exe') as string },
  });
});

test('-50: Faktura_2231.exe is detected and its quarantine fails two seconds later, one detection', async () => {
  const detected = await storyRow('threatDetected', -50);
  const failed = await storyRow('quarantineFailure', -50 + 2 / 60);
  expect(detected).toMatchObject({
    severity: 'Medium',
    detection_id: expect.stringMatching(/^\d{19}$/) as string,
    file: { file_name: 'Faktura_2231.exe', identity: { sha256: hashes.invoiceLure } },
    techniques: ['T1204.002'],
  });
  expect(failed).toMatchObject({
    severity: 'Medium',
    detection_id: detected?.['detection_id'],
    connector_guid: detected?.['connector_guid'],
    error: { error_code: 3221225539 },
  });
  const [key = ''] = client.simulator.oracle.events({ detection: 'W32.Emotet.23xk.1201', event_type: 1090519054 });
  expect(client.simulator.oracle.raw(key).startsWith(`{"id":${toText(detected?.['detection_id'])},`)).toBe(true);
});

test('-30: the web shell on NVK-WEB-01 is recognised in retrospect', async () => {
  expect(await storyRow('retrospectiveDetection', -30)).toMatchObject({
    severity: 'High',
    computer: { hostname: 'NVK-WEB-01' },
    file: { file_name: 'upd.aspx', identity: { sha256: hashes.webShell } },
  });
});

test('-3: many infected files on NVK-FS-02', async () => {
  expect(await storyRow('multipleInfectedFiles', -3)).toMatchObject({
    severity: 'High',
    computer: { hostname: 'NVK-FS-02', user: 'svc-backup@norrvik.example' },
    techniques: ['T1486'],
  });
});

test('+1: the shadow copies are deleted, critical, and not a second before', async () => {
  const { simulator } = client;
  const criticals = () =>
    simulator.oracle.events({ severity: 'Critical', hostname: 'NVK-FS-02', start_date: new Date(NOW).toISOString() });
  simulator.advance(59_000);
  expect(criticals()).toEqual([]);
  simulator.advance(1000);
  expect(criticals()).toHaveLength(1);
  expect(await storyRow('cloudIoc', 1)).toMatchObject({
    severity: 'Critical',
    command_line: { arguments: 'vssadmin.exe delete shadows /all /quiet' },
    techniques: [{ external_id: 'T1490' }],
  });
});
