import type { EntityKind, Interval, Params } from '@watchfloor/contract';
import { AtSign, Fingerprint, Globe, Link, type LucideIcon, Monitor, Network, Tag, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/time.ts';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { SourceMark } from '../../ui/source-chip.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toRangeText } from '../../ui/time-range/shift.ts';
import { type CountRow, kindWords, type ValueRows } from './around-rows.ts';
import { LiveLookup, type LiveLookupProps } from './live-lookup.tsx';

const icons: Partial<Record<EntityKind, LucideIcon>> = {
  user: UserRound,
  host: Monitor,
  ip: Network,
  hash: Fingerprint,
  domain: Globe,
  email: AtSign,
  url: Link,
};

export interface AroundLinks {
  /** A link to the queue with what was counted. */
  renderCount: (params: Params, children: ReactNode, className: string) => ReactNode;
  renderLive: LiveLookupProps['renderLink'];
  /** What can be done with a value. */
  renderMenu: (value: string, kind: EntityKind) => ReactNode;
}

/** One value: the sources that have findings of it, worst first; those that have none in a line; what can be asked live. */
export function AroundValue({
  row,
  range,
  own,
  links,
}: {
  row: ValueRows;
  range: Interval;
  /** The connection of the finding itself, which is among those that the link opens. */
  own: string;
  links: AroundLinks;
}) {
  const { kind, value, found, none, noneSoFar, lookups } = row;
  return (
    <li className="border-t border-line py-1.5">
      <div className="flex h-6 items-center gap-2 px-4">
        <KindIcon kind={kind} />
        <HostileText text={value} mono={kind !== 'user'} cut="middle" className="min-w-0 font-medium" />
        <span className="ml-auto">{links.renderMenu(value, kind)}</span>
      </div>
      <ul className="pr-2 pl-4">
        {found.map((count) => (
          <li key={count.source.connection}>
            {links.renderCount(
              { entity: value, source: count.source.connection, ...toRangeText(range), order: 'work' },
              <CountLine count={count} isOwn={count.source.connection === own} />,
              'focus-inset ml-[18px] flex h-6 items-center gap-2 rounded-control px-1 hover:bg-raised',
            )}
          </li>
        ))}
        {none.length + noneSoFar.length > 0 && (
          <li className="pl-[22px] text-muted">
            {none.length > 0 && `${found.length === 0 ? 'No other finding' : 'None'}: ${toNames(none)}. `}
            {noneSoFar.length > 0 && `None in what was read: ${toNames(noneSoFar)}.`}
          </li>
        )}
        {lookups.map((lookup) => (
          <LiveLookup
            key={`${lookup.connection} ${lookup.resource} ${lookup.filter}`}
            lookup={lookup}
            range={range}
            renderLink={links.renderLive}
          />
        ))}
      </ul>
    </li>
  );
}

function CountLine({ count: { source, findings, worst, isLeast }, isOwn }: { count: CountRow; isOwn: boolean }) {
  return (
    <>
      <SourceMark mark={source.vendorMark} />
      <span className="min-w-0 flex-1 truncate">{source.label}</span>
      <span className="flex-none" title={isOwn ? 'Beside this one, which the list shows as well' : undefined}>
        {isLeast && 'at least '}
        <span className="font-medium">{formatCount(findings)}</span>
        {isOwn && ` other${findings === 1 ? '' : 's'}`}
        <span className="sr-only"> findings, worst</span>
      </span>
      {worst && <SeverityMark severity={worst} className="w-[84px] flex-none" />}
    </>
  );
}

export function KindIcon({ kind }: { kind: EntityKind }) {
  const Icon = icons[kind] ?? Tag;
  return (
    <span title={kindWords[kind] ?? kind} className="flex-none text-muted">
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span className="sr-only">{kindWords[kind] ?? kind}</span>
    </span>
  );
}

const toNames = (sources: ValueRows['none']) => sources.map(({ label }) => label).join(', ');
