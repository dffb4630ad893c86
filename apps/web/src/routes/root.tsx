import { Outlet, useLocation } from '@tanstack/react-router';
import { signInPath, welcomePath } from './addresses.ts';
import { Frame } from './frame.tsx';
import { WithViews } from './with-views.tsx';

/** Before one is signed in there is nothing to navigate to, and nothing that may be asked. */
export function Root() {
  const isBare = useLocation({ select: ({ pathname }) => pathname === signInPath || pathname === welcomePath });
  if (isBare) return <Outlet />;
  return (
    <WithViews>
      <Frame />
    </WithViews>
  );
}
