import { expect, it } from 'vitest';
import { toReturnPath } from './return-path.ts';

it.each([
  ['/explore/usm/alarms?from=now-24h&severity=high#top', '/explore/usm/alarms?from=now-24h&severity=high#top'],
  ['/people', '/people'],
  ['/sign-in-book', '/sign-in-book'],
])('goes back to %s', (asked, path) => {
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
  `/${'a'.repeat(3_000)}`,
])('goes to the beginning for what is no page of ours: %#', (asked) => {
  expect(toReturnPath(asked)).toBe('/');
});
