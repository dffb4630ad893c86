import { describe, expect, it } from 'vitest';
import { defang } from './defang.ts';

describe('defang', () => {
  it.each([
    ['203.0.113.45', 'ip', '203[.]0[.]113[.]45'],
    ['2001:db8::5', 'ip', '2001[:]db8[:][:]5'],
    ['cdn-sync.example', 'domain', 'cdn-sync[.]example'],
    ['maja@norrvik.example', 'email', 'maja[@]norrvik[.]example'],
    ['http://cdn-sync.example/a.b?c=d.e', 'url', 'hxxp://cdn-sync[.]example/a.b?c=d.e'],
    ['HTTPS://user@203.0.113.45:8443/x', 'url', 'hxxpS://user[@]203[.]0[.]113[.]45:8443/x'],
    ['ftp://drop.example', 'url', 'fxp://drop[.]example'],
    ['drop.example/up', 'url', 'drop[.]example/up'],
  ] as const)('breaks %s (%s)', (value, kind, broken) => {
    expect(defang(value, kind)).toBe(broken);
  });

  it.each([
    ['10.20.14.37', 'ip'],
    ['172.16.0.1', 'ip'],
    ['172.31.255.255', 'ip'],
    ['192.168.1.1', 'ip'],
    ['127.0.0.1', 'ip'],
    ['169.254.1.1', 'ip'],
    ['100.64.0.1', 'ip'],
    ['::1', 'ip'],
    ['fe80::1', 'ip'],
    ['fd12:3456::1', 'ip'],
    ['not an address', 'ip'],
    ['NVK-DC-01.norrvik.example', 'host'],
    ['275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f', 'hash'],
    ['C:\\Users\\maja\\invoice.exe', 'file'],
    ['maja.lindqvist', 'user'],
    ['plain.text', undefined],
  ] as const)('leaves %s (%s) as it is', (value, kind) => {
    expect(defang(value, kind)).toBe(value);
  });

  it.each(['172.15.0.1', '172.32.0.1', '100.128.0.1', '11.0.0.1'])('breaks %s beside a private range', (value) => {
    expect(defang(value, 'ip')).toContain('[.]');
  });
});
