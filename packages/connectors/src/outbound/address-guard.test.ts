import { expect, test } from 'vitest';
import { createAddressGuard } from './address-guard.ts';

const refused = [
  '127.0.0.1',
  '10.1.2.3',
  '172.20.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
  '224.0.0.1',
];

test('private, loopback, link-local and metadata addresses are refused, public ones are not', () => {
  const { allows } = createAddressGuard([]);
  expect(refused.filter(allows)).toEqual([]);
  expect(['1.1.1.1', '203.0.113.7', '2606:4700::1111'].filter(allows)).toHaveLength(3);
});

test('what the operator allows is allowed, and nothing beside it', () => {
  const { allows } = createAddressGuard(['10.1.0.0/16', '::1/128']);
  expect(refused.filter(allows)).toEqual(['10.1.2.3', '::1']);
});

test('a name is refused by the address it has when the socket connects', async () => {
  const { lookup } = createAddressGuard([]);
  const error = await new Promise<Error | null>((resolve) =>
    lookup('localhost', { all: true }, (thrown) => resolve(thrown)),
  );
  expect(error?.message).toContain('outbound.allow_private');
});

test('a range that is none is a mistake', () => {
  expect(() => createAddressGuard(['10.0.0.0/99'])).toThrow('10.0.0.0/99');
  expect(() => createAddressGuard(['localhost'])).toThrow('localhost');
});
