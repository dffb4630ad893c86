import { type ProblemCode, problemCodes } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../lib/api.ts';
import { toFieldProblems, withoutField } from './field-problems.ts';
import { toAccessWords, toProblemWords, toSignInWords } from './words.ts';

const now = Date.parse('2026-11-22T14:00:00Z');

function refuse(
  code: ProblemCode,
  extras: { retryAt?: number; errors?: { parameter: string; detail: string }[] } = {},
) {
  const status = problemCodes[code];
  const problem = { type: '', title: '', status, detail: 'Detail.', code, requestId: 'a-test', ...extras };
  return new ApiError(code, 'Detail.', { problem });
}

describe('why signing in did not work', () => {
  it('does not tell a wrong password from an unknown address', () => {
    expect(toSignInWords(refuse('bad_sign_in'), now, 'UTC')).toBe(
      'Mail address or password is not right. Nobody was signed in.',
    );
  });

  it('says when the next try is possible, and when it is', () => {
    const error = refuse('too_many_tries', { retryAt: now + 14 * 60_000 });
    expect(toSignInWords(error, now, 'UTC')).toContain('at 14:14:00, in 14 min');
    expect(toSignInWords(error, now + 15 * 60_000, 'UTC')).toBe('You can try again now.');
    expect(toSignInWords(refuse('too_many_tries'), now, 'UTC')).toContain('in a few minutes');
  });

  it('says the rest in the words that came with it', () => {
    expect(toSignInWords(refuse('not_ready'), now, 'UTC')).toBe('Detail.');
  });
});

it.each(['toString', '__proto__', 'constructor', 'nonsense', undefined, ['expired', 'expired']])(
  'a way back with the problem %j says nothing',
  (problem) => {
    expect(toProblemWords(problem)).toBeUndefined();
  },
);

it('a way back that ended says why', () => {
  expect(toProblemWords('expired')).toMatch(/five minutes/);
});

it.each([
  ['all', 'Every connection'],
  [[], 'No connection'],
  [['usm'], 'USM Anywhere'],
  [['usm', 'gone'], 'USM Anywhere, gone'],
  [['usm', 'a', 'b', 'c'], 'USM Anywhere, a and 2 more'],
] as const)('%j is %s', (access, words) => {
  expect(toAccessWords(access as 'all' | string[], [{ id: 'usm', label: 'USM Anywhere' }])).toBe(words);
});

describe('what the server found wrong', () => {
  it('stands beside the field that has it', () => {
    const errors = [{ parameter: 'password', detail: 'Too short.' }];
    expect(toFieldProblems(refuse('bad_parameter', { errors }))).toEqual({ password: 'Too short.' });
    expect(toFieldProblems(refuse('name_taken'))).toEqual({ email: 'Detail.' });
    expect(toFieldProblems(refuse('link_used'))).toEqual({});
    expect(toFieldProblems(new TypeError('x'))).toEqual({});
  });

  it('is gone for a field in which somebody types', () => {
    expect(withoutField({ name: 'a', email: 'b' }, 'name')).toEqual({ email: 'b' });
  });
});
