import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { keepLinkToken, useLinkToken } from '../features/identity/link-token.ts';
import { OneTimeLink } from '../features/identity/one-time-link.tsx';
import { toReturnPath } from '../features/identity/return-path.ts';
import { sessionOptions } from '../features/identity/session-query.ts';
import { SignIn } from '../features/identity/sign-in.tsx';
import { toProblemWords } from '../features/identity/words.ts';
import { PageWords } from '../features/shell/page-words.tsx';
import { ApiError } from '../lib/api.ts';
import { Unanswered } from './unanswered.tsx';

/** Signing in, also by a one-time link: both addresses lead here. */
export function SignInPage() {
  const { next: asked, problem }: Record<string, unknown> = useSearch({ strict: false });
  const next = toReturnPath(asked);
  const token = useLinkToken();
  const session = useQuery(sessionOptions);
  // The whole page anew: nothing that was read for somebody else stays in its memory.
  const goOn = () => location.replace(next);

  if (!session.data) {
    // Over plain HTTP browsers leave out what tells our pages from others': the server says so, and asking again is no use.
    if (session.error instanceof ApiError && session.error.code === 'request_refused') {
      return <PageWords title="Signing in cannot work here.">{session.error.message}</PageWords>;
    }
    return <Unanswered query={session}>Signing in has to wait for it.</Unanswered>;
  }
  const { person, ways } = session.data;
  if (token !== undefined && ways.blocked === null) {
    return <OneTimeLink token={token} person={person} onSignedIn={goOn} onLeave={() => keepLinkToken(undefined)} />;
  }
  return <SignIn ways={ways} person={person} next={next} problem={toProblemWords(problem)} onSignedIn={goOn} />;
}
