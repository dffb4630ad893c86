import { ExternalLink as Icon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { HostileText } from './text/hostile-text.tsx';

export interface ExternalLinkProps {
  href: string;
  /** What the link is; the host always stands behind it. */
  children?: ReactNode;
  className?: string | undefined;
}

/** The host of an address that may become a link, in punycode; undefined for everything else. */
export function toLinkHost(href: string): string | undefined {
  // URL drops tabs and line feeds and trims controls: what the eye reads and where it leads would differ.
  if (/[\p{Cc}\p{Cf}\s\\]/u.test(href)) return undefined;
  if (!/^https:\/\//i.test(href) || !URL.canParse(href)) return undefined;
  const url = new URL(href);
  // A name before the host is there to be mistaken for it.
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.host : undefined;
}

/** The only component that links to another host. What is not a plain https address stays text. */
export function ExternalLink({ href, children, className }: ExternalLinkProps) {
  const host = toLinkHost(href);
  if (host === undefined) return <HostileText text={href} mono cut="middle" className={className} />;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      referrerPolicy="no-referrer"
      className={cx('inline-flex max-w-full items-center gap-1 text-accent hover:underline', className)}
    >
      {children !== undefined && <span className="truncate">{children}</span>}
      <span className={cx('truncate', children !== undefined && 'text-muted')}>{host}</span>
      <Icon size={14} strokeWidth={1.75} aria-label="opens in a new tab" className="flex-none" />
    </a>
  );
}
