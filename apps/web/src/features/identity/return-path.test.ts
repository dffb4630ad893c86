import { expect, it } from 'vitest';
import { toProviderReturnPath, toReturnPath } from './return-path.ts';

it.each([
  ['/explore/usm/alarms?from=now-24h&severity=high#top', '/explore/usm/alarms?from=now-24h&severity=high#top'],
  ['/people', '/people'],
  [`/explore/usm/alarms?q=${'a'.repeat(9_000)}`, `/explore/usm/alarms?q=${'a'.repeat(9_000)}`],
  ['/sign-in-book', '/sign-in-book'],
])('goes back to a page of ours: %#', (asked, path) => {
  expect(toReturnPath(asked)).toBe(path);
});

it.each([
  undefined,
  '',
  ['/people'],
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/..//evil.example/%5c..',
  'javascript:alert(1)',
  '/api/people',
  '/sign-in?next=/sign-in',
  '/welcome',
])('goes to the beginning for what is no page of ours: %#', (asked) => {
  expect(toReturnPath(asked)).toBe('/');
});

it('goes through the identity provider as far as a cookie carries it', () => {
  expect(toProviderReturnPath('/people?a=1')).toBe('/people?a=1');
  expect(toProviderReturnPath(`/people?a=${'a'.repeat(3_000)}`)).toBe('/');
});
