import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Loose, startWithClient, type TestClient } from './test-client.ts';

const NOW = Date.UTC(2026, 10, 18, 14, 0, 0);
const MINUTE_MS = 60_000;
let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ findings: 3000, live: true, now: () => NOW });
  client.leen.clock.freeze();
});
afterAll(() => client.leen.close());

/** Everything synced since the last scheduled sync before the start: the stories so far. */
async function recent(): Promise<Loose[]> {
  const since = new Date(NOW - 200 * MINUTE_MS).toISOString();
  return (await client.page(`limit=500&updatedSince=${since}`)).items;
}
const withTitle = (items: readonly Loose[], title: string) =>
  items.find((item) => (item['finding_info'] as Loose)['title'] === title);
const minutes = (item: Loose | undefined) => (Number(item?.['time']) - NOW) / MINUTE_MS;

describe('Norrvik Freight at the identity provider', () => {
  test.each([
    ['Service account svc-backup on a new device', -19, 'T1078', 'svc-backup', '10.20.14.37', 'NVK-LT-0417', 'HIGH'],
    ['Admin role granted to deploy-ci', -88, 'T1098.003', 'deploy-ci', '203.0.113.77', undefined, 'HIGH'],
    ['petr.novák left group Dispatch', -120, 'T1531', 'petr.novák', '192.0.2.10', 'NVK-LT-0458', 'LOW'],
  ])('%s at minute %i', async (title, minute, technique, user, ip, hostname, severity) => {
    const item = withTitle(await recent(), title);
    expect(minutes(item)).toBeCloseTo(minute);
    expect(item).toMatchObject({
      severity,
      activity_name: 'Create',
      finding_info: { created_time: item?.['time'], attacks: [{ technique: { uid: technique } }] },
      evidences: [{ actor: { user: { name: user } }, src_endpoint: { ip }, api: { response: {} } }, { data: {} }],
    });
    const [evidence] = (item?.['evidences'] ?? []) as Loose[];
    expect((evidence?.['device'] as Loose | undefined)?.['hostname']).toBe(hostname);
    expect(item?.['resources']).toHaveLength(1);
  });

  test('the group that petr.novák left and the role that deploy-ci got are the resources', async () => {
    const items = await recent();
    const left = withTitle(items, 'petr.novák left group Dispatch');
    expect(left?.['resources']).toMatchObject([{ name: 'Dispatch', type: 'Group', group: { name: 'Dispatch' } }]);
    const granted = withTitle(items, 'Admin role granted to deploy-ci');
    expect(granted?.['resources']).toMatchObject([{ name: 'Privileged Role Administrator', type: 'Role' }]);
    expect(granted?.['enrichments']).toMatchObject([
      { type: 'location' },
      { reputation: { provider: 'Grey Harbour' } },
    ]);
  });

  test('the last 72 hours hold no critical and at most a dozen high, the stories’ own included', () => {
    const since = NOW - 72 * 60 * MINUTE_MS;
    const recentOf = (severity: string | string[]) => client.leen.oracle.findings({ severity, updatedSince: since });
    expect(recentOf(['CRITICAL', 'FATAL', 'UNKNOWN', 'OTHER'])).toEqual([]);
    expect(recentOf('HIGH').length).toBeLessThanOrEqual(12);
    expect(recentOf(['LOW', 'MEDIUM']).length).toBeGreaterThan(200);
  });

  test('only documentation addresses, our own networks and .example names appear', async () => {
    const text = await (await client.raw('/idp/alerts?limit=500')).text();
    const addresses = new Set(text.match(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g));
    expect([...addresses].filter((ip) => !/^(10\.20\.(14|2)|192\.0\.2|198\.51\.100|203\.0\.113)\./.test(ip))).toEqual(
      [],
    );
    const hosts = new Set([...text.matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host));
    expect([...hosts].filter((host) => !host?.endsWith('.example'))).toEqual([]);
  });

  test('the anomalous token of minute -220 arrives at +2, with the sync', async () => {
    expect(withTitle(await recent(), 'Anomalous token of daniel.okafor')).toBeUndefined();
    client.leen.advance(2 * MINUTE_MS - 1);
    expect(withTitle(await recent(), 'Anomalous token of daniel.okafor')).toBeUndefined();
    client.leen.advance(1);
    const item = withTitle(await recent(), 'Anomalous token of daniel.okafor');
    expect(minutes(item)).toBe(-220);
    expect(item).toMatchObject({
      severity: 'HIGH',
      message: expect.stringContaining('daniel.okafor') as string,
      finding_info: { attacks: [{ technique: { uid: 'T1550.004' } }] },
      metadata: { processed_time: NOW + 2 * MINUTE_MS, event_code: 'anomalousToken' },
      evidences: [
        {
          actor: { user: { name: 'daniel.okafor', email_addr: 'daniel.okafor@norrvik.example' } },
          src_endpoint: { ip: '198.51.100.23', location: { country: 'RO' } },
          device: { is_managed: false },
        },
        { data: { token_issued_to: 'NVK-LT-0431' } },
      ],
    });
  });
});
