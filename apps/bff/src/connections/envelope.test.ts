import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../testing/planted-secret.ts';
import { type Binding, createKeyRing, type Envelope, EnvelopeError, UnknownKeyError } from './envelope.ts';

const binding: Binding = { connection: 'usm-emea', field: 'client_secret', origin: 'https://acme.alienvault.cloud' };
const first = randomBytes(32);
const second = randomBytes(32);
const ring = createKeyRing([first]);
const secret = 'Sentinel/one+two=&%three-client';

describe('an envelope', () => {
  it('opens to what was put in, for what it belongs to', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string(), fc.string(), (text, field, origin) => {
        const bound = { ...binding, field, origin };
        expect(ring.open(ring.seal(text, bound), bound)).toBe(text);
      }),
    );
  });

  it('holds the secret in no form, and never twice the same bytes', () => {
    const all = Array.from({ length: 200 }, () => ring.seal(secret, binding));
    const text = all.map(({ wrappedKey, sealed }) => Buffer.concat([wrappedKey, sealed]).toString('latin1')).join('\n');
    expect(findSecrets(text, { secret })).toEqual([]);
    expect(new Set(all.map(({ sealed }) => Buffer.from(sealed).toString('hex'))).size).toBe(200);
    expect(new Set(all.map(({ wrappedKey }) => Buffer.from(wrappedKey).toString('hex'))).size).toBe(200);
  });

  it.each<[string, Partial<Binding>]>([
    ['another connection', { connection: 'usm-apac' }],
    ['another field', { field: 'api_key' }],
    ['another origin', { origin: 'https://attacker.example' }],
    ['another port', { origin: 'https://acme.alienvault.cloud:8443' }],
    ['a shifted border', { connection: 'usm-emea","client', field: '_secret' }],
  ])('does not open for %s', (_, other) => {
    const envelope = ring.seal(secret, binding);
    expect(() => ring.open(envelope, { ...binding, ...other })).toThrow(EnvelopeError);
    expect(() => ring.rewrap(envelope, { ...binding, ...other })).toThrow(EnvelopeError);
  });

  it('does not open when any bit was changed or its parts were exchanged', () => {
    const envelope = ring.seal(secret, binding);
    const other = ring.seal(secret, binding);
    fc.assert(
      fc.property(fc.constantFrom('wrappedKey' as const, 'sealed' as const), fc.nat(), (part, at) => {
        const bytes = Buffer.from(envelope[part]);
        const index = at % (bytes.length * 8);
        bytes[index >> 3]! ^= 1 << (index & 7);
        expect(() => ring.open({ ...envelope, [part]: bytes }, binding)).toThrow(EnvelopeError);
      }),
    );
    expect(() => ring.open({ ...envelope, sealed: other.sealed }, binding)).toThrow(EnvelopeError);
    expect(() => ring.open({ ...envelope, sealed: Buffer.alloc(3) }, binding)).toThrow(EnvelopeError);
  });

  it('names the key that is missing', () => {
    const envelope = ring.seal(secret, binding);
    const stranger = createKeyRing([second]);
    expect(() => stranger.open(envelope, binding)).toThrow(UnknownKeyError);
    expect(() => stranger.open(envelope, binding)).toThrow(ring.currentId);
    const claimed: Envelope = { ...envelope, keyId: stranger.currentId };
    expect(() => stranger.open(claimed, binding)).toThrow(EnvelopeError);
  });
});

describe('a change of the master key', () => {
  const both = createKeyRing([second, first]);

  it('wraps the data key anew, leaves the secret as it is, and needs the old key no more', () => {
    const before = ring.seal(secret, binding);
    expect(both.open(before, binding)).toBe(secret);
    const after = both.rewrap(before, binding);
    expect(after.keyId).toBe(both.currentId);
    expect(Buffer.from(after.sealed)).toEqual(Buffer.from(before.sealed));
    expect(createKeyRing([second]).open(after, binding)).toBe(secret);
    expect(() => ring.open(after, binding)).toThrow(UnknownKeyError);
  });

  it('seals with the first key', () => {
    expect(both.seal(secret, binding).keyId).toBe(createKeyRing([second]).currentId);
    expect(both.ids).toEqual([createKeyRing([second]).currentId, ring.currentId]);
  });
});
