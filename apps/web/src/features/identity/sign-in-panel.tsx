import type { ReactNode } from 'react';

/** What stands around everything that is done before one is signed in. */
export function SignInPanel({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="flex h-full flex-1 flex-col items-center overflow-auto px-6 pt-[16vh] pb-10">
      <div className="flex w-full max-w-80 flex-col gap-5">
        <div>
          <p className="font-semibold text-muted">Watchfloor</p>
          <h1 className="text-title font-semibold">{title}</h1>
        </div>
        {children}
      </div>
    </main>
  );
}

/** What did not work, read out as it appears. The place is in the page from the start, so that it is. */
export function SignInProblem({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="empty:hidden">
      {children !== undefined && children !== null && (
        <p className="border-l-2 border-attention bg-surface px-3 py-2 text-prose">{children}</p>
      )}
    </div>
  );
}
