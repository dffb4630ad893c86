import type { ReactNode } from 'react';

/** A page that has nothing but words: not found, failed, waiting. */
export function PageWords({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <main className="flex h-full flex-1 flex-col items-center justify-center gap-3 px-6 text-center">
      <div className="max-w-[520px] text-prose">
        <h1 className="font-medium">{title}</h1>
        <div className="text-muted">{children}</div>
      </div>
      {action}
    </main>
  );
}
