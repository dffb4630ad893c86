import type { Composed } from '../compose.ts';
import { openBrowser, toCookieHeader, toLinkToken } from '../identity/testing/browser.ts';

const operator = { email: 'operator@norrvik.test', password: 'a long enough password' };

/**
 * Signs an administrator in: the first one of a database by the link that the server prints, as a newcomer does.
 * @returns the `cookie` header of their browser
 */
export async function signInOperator({ app, identity }: Pick<Composed, 'app' | 'identity'>): Promise<string> {
  const browser = openBrowser(app);
  const link = await identity.startLink('http://localhost');
  const answer = link
    ? await browser.ask('POST', '/api/session/link', {
        ...operator,
        name: 'Operator',
        token: toLinkToken(link.url),
      })
    : await browser.ask('POST', '/api/session', operator);
  if (answer.status !== 200) throw new Error(`Not signed in: ${answer.status} ${JSON.stringify(answer.body)}`);
  return toCookieHeader(browser.cookies);
}
