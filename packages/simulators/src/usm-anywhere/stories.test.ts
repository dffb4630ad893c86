import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

const NOW = Date.UTC(2026, 10, 18, 14, 0, 0);
let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ alarms: 12_000, events: 40_000, live: true, now: () => NOW });
  client.usm.clock.freeze();
});
afterAll(() => client.usm.close());

const enc = encodeURIComponent;
const byRule = (method: string) => client.rows(`/alarms?rule_method=${enc(method)}&size=500`);
const minutes = (row: Record<string, unknown>) => (Number(row['timestamp_occured']) - NOW) / 60_000;

describe('Norrvik Freight in USM Anywhere', () => {
  test.each([
    ['Beaconing to a Rare Domain', -41, 'T1071.001', 'maja.lindqvist', 'NVK-LT-0417', 'cdn-sync.example'],
    [
      'Office 365 Inbox Rule Hides Messages',
      -214,
      'T1564.008',
      'daniel.okafor',
      '198.51.100.23',
      'outlook.office365.example',
    ],
    ['AWS EC2 Security Group Opened to the World', -95, 'T1562.007', 'deploy-ci', '203.0.113.77', 'ec2.amazonaws.com'],
    ['AWS IAM User Created from Unusual Address', -93, 'T1136.003', 'deploy-ci', '203.0.113.77', 'iam.amazonaws.com'],
    ['Large Upload to File Sharing Site', -131, 'T1567.002', 'petr.novák', 'NVK-LT-0458', 'drop.example'],
  ])('%s at minute %i', async (method, minute, technique, user, source, destination) => {
    const row = (await byRule(method)).find((candidate) => Math.abs(minutes(candidate) - minute) < 0.001);
    expect(row).toMatchObject({
      rule_attack_id: technique,
      source_username: user,
      source_name: source,
      destination_name: destination,
      status: 'open',
    });
    const events = row?.['events'] as Array<{ message: Record<string, unknown> }>;
    expect(events.length).toBeGreaterThan(1);
    for (const { message } of events) expect(message).toMatchObject({ source_username: user, source_name: source });
  });

  test('the beacon keeps 10 of 143 events at its real addresses', async () => {
    const row = (await byRule('Beaconing to a Rare Domain')).find(
      (candidate) => candidate['source_username'] === 'maja.lindqvist',
    );
    expect(row).toMatchObject({
      alarm_events_count: 143,
      source_address: '10.20.14.37',
      destination_address: '203.0.113.45',
    });
    expect(row?.['events']).toHaveLength(10);
    expect(row?.['packet_data']).toHaveLength(10);
  });

  test('the scanner raises 412 alarms between minute -180 and -20, one rule, one source', async () => {
    const rows = await byRule('Internal Network Port Scan');
    expect(rows).toHaveLength(412);
    expect(new Set(rows.map((row) => row['source_name']))).toEqual(new Set(['NVK-SCAN-01']));
    expect(new Set(rows.map((row) => row['rule_attack_id']))).toEqual(new Set(['T1046']));
    expect(Math.max(...rows.map(minutes))).toBeCloseTo(-20);
    expect(Math.min(...rows.map(minutes))).toBeCloseTo(-180);
  });

  test('the manifests are read by svc-metrics2 from minute -70 on, allowed', async () => {
    const rows = await client.rows('/events?source_username=svc-metrics2&size=100');
    expect(rows.length).toBeGreaterThan(20);
    expect(Math.min(...rows.map(minutes))).toBeCloseTo(-70);
    for (const row of rows) {
      expect(row).toMatchObject({ event_name: 'GetObject', access_control_outcome: 'Allow' });
      expect(row['log']).toContain('norrvik-manifests');
    }
  });

  test('the last 72 hours of noise hold no undecided critical and at most a dozen high', () => {
    const recent = { timestamp_occured_gte: NOW - 72 * 3_600_000, status: ['open', 'in_review'] };
    const { alarms } = client.usm.oracle;
    expect(alarms({ ...recent, priority_label: 'critical' })).toEqual([]);
    // Beacon, mailbox rule, security group, user, and the scanner's 412 are the stories' own.
    expect(alarms({ ...recent, priority_label: 'high' }).length - 416).toBeLessThanOrEqual(12);
    expect(alarms({ ...recent, priority_label: ['low', 'medium'] }).length).toBeGreaterThan(200);
  });

  test('only documentation addresses, our own networks and .example names appear', async () => {
    const text = JSON.stringify([await client.rows('/alarms?size=500'), await client.rows('/events?size=500')]);
    const foreign = (text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g) ?? []).filter(
      (ip) =>
        !/^(10\.20\.(14|2)|192\.0\.2|198\.51\.100|203\.0\.113)\.|^0\.0\.0\.0$|^127\.0\.0\.1$|^1[0-9]{2}\.0\.0\.0$/.test(
          ip,
        ),
    );
    expect([...new Set(foreign)]).toEqual([]);
  });
});
