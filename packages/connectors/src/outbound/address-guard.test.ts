import type { LookupAddress, lookup } from 'node:dns';
import fc from 'fast-check';
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

/** A resolver that answers each question with the next of these; what node:dns gives for `all`. */
function resolverOf(answers: readonly (readonly string[])[]) {
  let asked = 0;
  const resolve = (_name: string, _options: unknown, done: (error: null, found: LookupAddress[]) => void) => {
    const found = answers[asked++ % answers.length] ?? [];
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return resolve as unknown as typeof lookup;
}

/** The addresses that sockets connect to, for `times` sockets one after the other. */
async function connectedTo(guard: ReturnType<typeof createAddressGuard>, times: number): Promise<string[]> {
  const all: string[] = [];
  for (let i = 0; i < times; i++) {
    await new Promise<void>((resolve) =>
      guard.lookup('vendor.example', { all: true }, (error, found) => {
        if (!error && Array.isArray(found)) all.push(...found.map(({ address }) => address));
        resolve();
      }),
    );
  }
  return all;
}

test('a name that changes its address from look-up to look-up never leads to a private one', async () => {
  const address = fc.constantFrom(...refused, '203.0.113.7', '1.1.1.1', '2606:4700::1111');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(address, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), async (answers) => {
      const reached = await connectedTo(createAddressGuard([], resolverOf(answers)), answers.length);
      expect(reached.filter((one) => refused.includes(one))).toEqual([]);
    }),
  );
});

test('control: where the operator allows the range, the same name leads there', async () => {
  const answers = [['203.0.113.7'], ['10.1.2.3']];
  expect(await connectedTo(createAddressGuard(['10.0.0.0/8'], resolverOf(answers)), 2)).toEqual([
    '203.0.113.7',
    '10.1.2.3',
  ]);
  expect(await connectedTo(createAddressGuard([], resolverOf(answers)), 2)).toEqual(['203.0.113.7']);
});
