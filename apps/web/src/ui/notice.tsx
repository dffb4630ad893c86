import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export interface NoticeProps {
  /** `attention` for what is not complete, `problem` for what was refused or failed, `plain` for the rest. */
  tone: 'plain' | 'attention' | 'problem';
  /** What, since when, what is missing. */
  children: ReactNode;
  /** What to do: one or two quiet buttons. */
  action?: ReactNode;
  /** A status is read out politely; an alert interrupts. */
  live?: 'status' | 'alert' | 'off' | undefined;
  className?: string | undefined;
}

const looks = {
  plain: { icon: Info, className: 'text-muted' },
  attention: { icon: TriangleAlert, className: 'text-attention' },
  problem: { icon: CircleAlert, className: 'text-attention' },
};

/** A banner across its region. Grey: only icon and lead word carry the attention colour. */
export function Notice({ tone, children, action, live = 'status', className }: NoticeProps) {
  const { icon: Icon, className: colour } = looks[tone];
  return (
    <div
      role={live === 'off' ? undefined : live}
      className={cx('flex min-h-9 items-start gap-2 border-b border-line bg-surface px-3 py-1', className)}
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden className={cx('mt-[7px] flex-none', colour)} />
      <div className="min-w-0 flex-1 py-[6px]">{children}</div>
      {action !== undefined && <div className="flex flex-none items-center gap-1">{action}</div>}
    </div>
  );
}
