import { expect, test } from 'vitest';
import { toWaitMs } from './use-calm.ts';

test('a value that stands still is taken after that long', () => {
  expect(toWaitMs(0, 150, 1_500)).toBe(150);
  expect(toWaitMs(900, 150, 1_500)).toBe(150);
});

test('one that never stands still is taken all the same', () => {
  expect(toWaitMs(1_400, 150, 1_500)).toBe(100);
  expect(toWaitMs(1_600, 150, 1_500)).toBe(0);
});
