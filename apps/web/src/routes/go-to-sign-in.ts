import type { QueryClient } from '@tanstack/react-query';
import type { RegisteredRouter } from '@tanstack/react-router';
import { sessionOptions } from '../features/identity/session-query.ts';
import { signInPath, welcomePath } from './addresses.ts';

/** Leaves for the sign-in page, and keeps the place: whoever signs in comes back to it. */
export function goToSignIn(router: RegisteredRouter, client: QueryClient): void {
  const { pathname, href } = router.state.location;
  // Several questions may be under way, and each is told the same.
  if (pathname === signInPath || pathname === welcomePath) return;
  client.removeQueries(sessionOptions);
  const next = href === '/' ? {} : { next: href };
  void router.navigate({ to: signInPath, search: next, replace: true });
}
