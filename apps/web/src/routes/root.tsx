import { Outlet, useLocation } from '@tanstack/react-router';
import { signInPath, welcomePath } from './addresses.ts';
import { Frame } from './frame.tsx';

/** Before one is signed in there is nothing to navigate to, and nothing that may be asked. */
export function Root() {
  const isBare = useLocation({ select: ({ pathname }) => pathname === signInPath || pathname === welcomePath });
  return isBare ? <Outlet /> : <Frame />;
}
