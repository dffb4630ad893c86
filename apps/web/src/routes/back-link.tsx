import { Link } from '@tanstack/react-router';
import type { Params } from '@watchfloor/contract';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';

export function BackLink({
  children,
  ...to
}: {
  to: string;
  params: Record<string, string>;
  search: Params;
  children: ReactNode;
}) {
  return (
    <Link {...to} className="m-1 flex h-7 w-fit items-center gap-1 rounded-control px-2 font-medium hover:bg-raised">
      <ArrowLeft size={14} strokeWidth={1.75} aria-hidden />
      {children}
    </Link>
  );
}
