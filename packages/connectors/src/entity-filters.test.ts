import { expect, test } from 'vitest';
import { secureEndpointFixture, usmFixture } from './fixtures.ts';
import { vendors } from './registry.ts';

test('a value of a form that the vendor does not take is not asked for, and a host is asked for by its own id', () => {
  const config = { base_url: 'https://api.example', client_id: 'x', api_key: 'x' };
  const { vendor } = secureEndpointFixture;
  const [reader] = vendor.resources(vendor.config.parse(config));
  const ask = reader?.entityFilters;
  expect(ask?.('hash', 'A'.repeat(64))).toEqual([
    { filter: 'detection_sha256', takes: true },
    { filter: 'application_sha256', takes: true },
  ]);
  expect(ask?.('hash', 'a'.repeat(40)).map(({ takes }) => takes)).toEqual([false, false]);
  expect(ask?.('host', 'NVK-LT-0417')).toEqual([{ filter: 'connector_guid', takes: true, idCell: 'connector_guid' }]);
  expect(ask?.('user', 'maja.lindqvist')).toEqual([]);
});

test('each filter by which a vendor is said to find an entity is one of its list’s, and applied by the vendor', () => {
  expect(vendors.map(({ name }) => name)).toContain(usmFixture.vendor.name);
  let found = 0;
  for (const fixture of [secureEndpointFixture, usmFixture]) {
    const secrets = { base_url: 'https://api.example', client_id: 'x', api_key: 'x', client_secret: 'x' };
    const shape = Object.fromEntries(
      fixture.vendor.settings.flatMap(({ name }) =>
        name in secrets ? [[name, secrets[name as keyof typeof secrets]]] : [],
      ),
    );
    for (const { resource, entityFilters } of fixture.vendor.resources(fixture.vendor.config.parse(shape))) {
      for (const kind of ['user', 'host', 'ip', 'hash', 'domain', 'email', 'url'] as const) {
        for (const { filter } of entityFilters?.(kind, 'value') ?? []) {
          found += 1;
          expect(resource.filters.find(({ name }) => name === filter)?.appliedBy).toBe('vendor');
        }
      }
    }
  }
  expect(found).toBeGreaterThan(5);
});
