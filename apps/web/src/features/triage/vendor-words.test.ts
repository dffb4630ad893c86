import type { Mark } from '@watchfloor/contract';
import { expect, it } from 'vitest';
import { toVendorWords } from './vendor-words.ts';

const mark: Mark = {
  state: 'new',
  owner: null,
  verdict: null,
  version: 0,
  updatedAt: null,
  updatedBy: null,
  reopened: null,
};
const say = (
  change: Partial<Mark>,
  vendorOpen: boolean | null,
  rest: { goneAt?: number; vendorStatus?: string } = {},
) =>
  toVendorWords(
    { mark: { ...mark, ...change }, goneAt: null, ...rest },
    { vendorOpen, at: 'Norrvik USM', singular: 'alarm', clock: String },
  );

it('what the vendor says is told where it differs from what we say', () => {
  expect(say({ state: 'resolved', verdict: 'benign' }, true, { vendorStatus: 'open' })).toBe(
    'Closed here as benign; still open at Norrvik USM (open).',
  );
  expect(say({ state: 'suppressed' }, true)).toBe('Suppressed here; still open at Norrvik USM.');
  expect(say({}, false, { vendorStatus: 'Closed' })).toBe('Open here; closed at Norrvik USM (Closed).');
  expect(say({ state: 'in_progress' }, false)).toBe('In progress here; closed at Norrvik USM.');
  expect(say({}, null, { goneAt: 5 })).toBe('Norrvik USM no longer has this alarm (asked 5).');
});

it('nothing is said where both agree, or where the vendor has no such state', () => {
  expect(say({}, true)).toBeUndefined();
  expect(say({ state: 'resolved' }, false)).toBeUndefined();
  expect(say({ state: 'resolved', verdict: 'benign' }, null)).toBeUndefined();
});
