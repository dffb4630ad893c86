import { expect, it } from 'vitest';
import { toHealthSentence } from './health-words.ts';

const health = { state: 'answering', lastAnswerAt: 1, lastError: null, failingSince: null, retryAt: null } as const;
const now = 1_000_000;

it.each([
  [{ ...health, state: 'not_asked' as const }, 'Not asked yet'],
  [
    { ...health, state: 'not_asked' as const, lastError: { code: 'paused' as const, message: 'Paused.', at: now } },
    'Paused by an administrator',
  ],
  [health, 'Answers'],
  [{ ...health, state: 'failing' as const, failingSince: now - 120_000 }, 'Fails for 2 min.'],
  [
    { ...health, state: 'failing' as const, failingSince: now - 60_000, retryAt: now + 9_000 },
    'Fails for 1 min. Asked again in 9 s.',
  ],
  [
    { ...health, state: 'throttled' as const, retryAt: now + 1_740_000 },
    'Its limit is used up. Asked again in 29 min.',
  ],
  [
    { ...health, state: 'refused' as const, failingSince: now - 3_600_000 },
    'Refuses the credentials for 1 h. An administrator has to replace them.',
  ],
])('%o reads as a person would say it', (given, words) => {
  expect(toHealthSentence(given, now)).toBe(words);
});
