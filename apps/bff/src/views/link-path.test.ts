import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLinkId, isLinkId } from './link-id.ts';
import { mayOpen, toPagePath } from './link-path.ts';

describe('a page of ours', () => {
  it.each([
    ['/', '/'],
    ['/explore/usm/alarms', '/explore/usm/alarms'],
    ['/explore/usm/alarms?severity=high&from=now-24h', '/explore/usm/alarms?severity=high&from=now-24h'],
    ['/explore/usm/alarms/a%2Fb%3Ac?hint=x', '/explore/usm/alarms/a%2Fb%3Ac?hint=x'],
    ['/connections/', '/connections/'],
    ["/explore/usm/alarms?q=it's", '/explore/usm/alarms?q=it%27s'],
    ['/explore/x/../usm/./alarms', '/explore/usm/alarms'],
  ])('%s can be linked, as %s', (path, expected) => {
    expect(toPagePath(path)).toBe(expected);
  });

  it.each([
    '//evil.example/',
    '/\\evil.example/',
    '/%5Cevil.example/',
    '/%2e//',
    '/.//evil.example/',
    '/explore/..//evil.example/',
    '/explore/../api/sources',
    '/explore/%2e%2e/api/sources',
    '/api/sources',
    '/l/abcdefghijkl',
    '/explore',
    '/explore/usm',
    '/explore//alarms',
    '/explore/usm/alarms/key/more',
    '/explore/u%2Fsm/alarms',
    '/explore/%2575sm/alarms',
    '/explore/%zz/alarms',
    '/explore/usm/alarms#part',
    '/welcome?token=abcdefghijklmnopqrstuvwxyz',
    '/people?token=abcdefghijklmnopqrstuvwxyz',
    '/constructor',
    '/__proto__',
    '/readyz',
  ])('%s is none', (path) => {
    expect(toPagePath(path)).toBeUndefined();
  });

  it('keeps its form when it is read again, whatever was asked', () => {
    const piece = fc.constantFrom(
      '/',
      'explore',
      'usm',
      '%2e',
      '%2f',
      '..',
      '\\',
      '?',
      '&',
      '=',
      '#',
      ':',
      '@',
      '%',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = toPagePath(`/${pieces.join('')}`);
        if (path === undefined) return;
        expect(toPagePath(path)).toBe(path);
        expect(path).toMatch(/^\/(?!\/)/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('who may open it', () => {
  it.each(['/explore/usm/alarms', '/explore/usm/alarms/k', '/explore/%75sm/alarms', '/connections/usm'])(
    '%s needs its connection',
    (path) => {
      expect(mayOpen(path, 'all')).toBe(true);
      expect(mayOpen(path, ['usm', 'kuma'])).toBe(true);
      expect(mayOpen(path, ['kuma'])).toBe(false);
      expect(mayOpen(path, [])).toBe(false);
    },
  );

  it('a page without one is everyone’s', () => {
    for (const path of ['/', '/views', '/connections']) expect(mayOpen(path, [])).toBe(true);
  });

  it('what is no page of ours is nobody’s', () => {
    expect(mayOpen('/elsewhere', 'all')).toBe(false);
  });
});

describe('the id of a link', () => {
  const ids = Array.from({ length: 20_000 }, createLinkId);

  it('is twelve letters and digits that never repeat', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isLinkId)).toBe(true);
  });

  it('prefers no letter', () => {
    const counts = new Map<string, number>();
    for (const letter of ids.join('')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect(counts.size).toBe(62);
    const expected = (ids.length * 12) / 62;
    // Six standard deviations of a fair draw; a plain remainder of a byte would favour eight letters by a quarter.
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
  });
});
