import { Outlet, useMatches } from '@tanstack/react-router';
import { signInPath, welcomePath } from './addresses.ts';
import { Frame } from './frame.tsx';
import { WithViews } from './with-views.tsx';

/** Before one is signed in there is nothing to navigate to, and nothing that may be asked. */
export function Root() {
  // Of what is shown and not of the address: that one changes while the page that is left still stands.
  const isBare = useMatches({
    select: (matches) => matches.some(({ routeId }) => routeId === signInPath || routeId === welcomePath),
  });
  if (isBare) return <Outlet />;
  return (
    <WithViews>
      <Frame />
    </WithViews>
  );
}
