import { expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

it('accepts the password and nothing else', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(await verifyPassword({ hash, password: 'correct horse battery' })).toBe(true);
  expect(await verifyPassword({ hash, password: 'correct horse batterz' })).toBe(false);
  expect(await verifyPassword({ hash, password: '' })).toBe(false);
});

it('has the cost that OWASP names, and a salt of its own each time', async () => {
  const [a, b] = await Promise.all([hashPassword('same'), hashPassword('same')]);
  expect(a).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(a).not.toBe(b);
});

it('takes the composed and the decomposed form of a character for the same', async () => {
  expect(
    await verifyPassword({ hash: await hashPassword('Zu\u0308rich Paradeplatz'), password: 'Z\u00fcrich Paradeplatz' }),
  ).toBe(true);
});

it.each(['', 'plain', '$scrypt$ln=15,r=8,p=3$$', '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$a2V5'])(
  'refuses with %j kept instead of a hash',
  async (hash) => {
    expect(await verifyPassword({ hash, password: '' })).toBe(false);
  },
);

it('lets nobody wait for ever when many try at once', async () => {
  const hash = await hashPassword('the right one');
  const tries = Array.from({ length: 6 }, (_, i) =>
    verifyPassword({ hash, password: i === 3 ? 'the right one' : 'no' }),
  );
  expect(await Promise.all(tries)).toEqual([false, false, false, true, false, false]);
});
