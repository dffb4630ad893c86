import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { listen } from '../testing/listen.ts';
import { readClientAddress } from './client-address.ts';
import { toOrigin, whyBlocked } from './ways.ts';

const soc = 'https://soc.norrvik.test';

describe('signing in', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['localhost:4180', undefined, undefined],
    ['127.0.0.1:4180', undefined, undefined],
    ['[::1]:4180', undefined, undefined],
    ['localhost', soc, undefined],
    ['soc.norrvik.test', soc, undefined],
    ['SOC.norrvik.test:443', soc, 'https'],
  ])('works at %s with the public origin %s', (host, publicOrigin, forwardedProto) => {
    expect(whyBlocked(host, { publicOrigin, forwardedProto })).toBeNull();
  });

  it.each<[string, string | undefined, string | undefined]>([
    ['10.0.0.7:4180', undefined, undefined],
    ['watchfloor.lan', undefined, undefined],
    ['soc.norrvik.test', soc, 'http'],
    ['localhost.evil.test', undefined, undefined],
  ])('cannot work at %s with the public origin %s, and why is a sentence', (host, publicOrigin, forwardedProto) => {
    expect(whyBlocked(host, { publicOrigin, forwardedProto })).toMatch(
      /^Browsers keep a sign-in only over https\. Open /,
    );
  });
});

it('links lead to the public name where there is one', () => {
  expect(toOrigin('127.0.0.1:4180', undefined)).toBe('http://127.0.0.1:4180');
  expect(toOrigin('127.0.0.1:4180', soc)).toBe(soc);
});

describe('whose tries are counted', () => {
  async function addressOf(trusted: readonly string[], forwarded?: string): Promise<string> {
    const app = new Hono().get('/', (c) => c.text(readClientAddress(c, (address) => trusted.includes(address))));
    const { port, close } = await listen(app);
    const headers = forwarded === undefined ? undefined : { 'x-forwarded-for': forwarded };
    const response = await fetch(`http://127.0.0.1:${port}/`, headers && { headers });
    const address = await response.text();
    await close();
    return address;
  }

  it('is the peer, whatever it says of itself', async () => {
    expect(await addressOf([])).toBe('127.0.0.1');
    expect(await addressOf([], '203.0.113.9')).toBe('127.0.0.1');
  });

  it('is what the trusted proxy saw, and not what the client wrote before it', async () => {
    expect(await addressOf(['127.0.0.1'], '203.0.113.9')).toBe('203.0.113.9');
    expect(await addressOf(['127.0.0.1'], '1.1.1.1, 203.0.113.9')).toBe('203.0.113.9');
    expect(await addressOf(['127.0.0.1', '10.0.0.2'], '1.1.1.1, 203.0.113.9, 10.0.0.2')).toBe('203.0.113.9');
    expect(await addressOf(['127.0.0.1'])).toBe('127.0.0.1');
  });
});
