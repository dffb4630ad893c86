import type { AuditEntry } from '@watchfloor/contract';
import { ChevronRight, Lock } from 'lucide-react';
import { Fragment, useState } from 'react';
import { formatCount, useZone } from '../../lib/time.ts';
import { cx } from '../../ui/cx.ts';
import { HostileText, Mono } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toChanges, toFieldWords, toSummary } from './changes.ts';
import { toEntryWords, toTargetWords } from './words.ts';

export interface AuditTableProps {
  entries: readonly AuditEntry[];
  /** Names by the id of a person. */
  people: ReadonlyMap<string, string>;
  now: number;
  /** Narrows the list to what a value says. */
  onFilter: (filter: { actor?: string; action?: string; target?: string }) => void;
}

/** Sealed are entries within a second; one that is not after this long has something in its way. */
const sealedWithinMs = 10_000;

const heads = ['Time', 'Who', 'What', 'About', 'What changed', 'Sealed'];

/** The log, newest first; an entry opens to everything it says. */
export function AuditTable({ entries, ...rest }: AuditTableProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <table aria-label="Audit log" className="w-full table-fixed text-left">
      <colgroup>
        <col className="w-10" />
        <col className="w-32" />
        <col className="w-44" />
        <col className="w-48" />
        <col className="w-52" />
        <col />
        <col className="w-24" />
      </colgroup>
      <thead className="text-label text-muted">
        <tr>
          <th scope="col">
            <span className="sr-only">Details</span>
          </th>
          {heads.map((head) => (
            <th key={head} scope="col" className="py-2 pr-4 font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Fragment key={entry.id}>
            <Row entry={entry} isOpen={open.has(entry.id)} onToggle={() => toggle(entry.id)} {...rest} />
            {open.has(entry.id) && <Detail entry={entry} onFilter={rest.onFilter} />}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

interface RowProps extends Omit<AuditTableProps, 'entries'> {
  entry: AuditEntry;
  isOpen: boolean;
  onToggle: () => void;
}

function Row({ entry, people, now, isOpen, onToggle }: RowProps) {
  const zone = useZone();
  const about = toTargetWords(entry, people);
  const words = toEntryWords(entry);
  return (
    <tr className={cx('h-7 border-t border-line', isOpen && 'bg-surface')}>
      <td className="pl-2">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`Details of ${words}, entry ${entry.id}`}
          onClick={onToggle}
          className="focus-inset flex size-7 cursor-default items-center justify-center rounded-control text-muted hover:bg-raised hover:text-text"
        >
          <ChevronRight size={14} strokeWidth={1.75} aria-hidden className={cx(isOpen && 'rotate-90')} />
        </button>
      </td>
      <td className="pr-4">
        <TimeText at={entry.at} zone={zone} now={now} />
      </td>
      <td className="pr-4">
        <HostileText text={entry.actor.name} className={entry.actor.kind === 'person' ? '' : 'text-muted'} />
      </td>
      <td className="truncate pr-4" title={entry.action}>
        {words}
      </td>
      <td className="pr-4">
        {entry.target && about !== undefined ? (
          <span className="flex min-w-0 gap-1">
            <span className="flex-none text-muted">{entry.target.kind}</span>
            <HostileText text={about} className="min-w-0" />
          </span>
        ) : (
          <span className="text-muted">—</span>
        )}
      </td>
      <td className="pr-4 text-muted">
        <HostileText text={toSummary(entry) || '—'} />
      </td>
      <td className="pr-4">
        {entry.sealed === null ? (
          <span className={now - entry.at > sealedWithinMs ? 'text-attention' : 'text-muted'}>not yet</span>
        ) : (
          <span className="flex items-center gap-1 text-muted" title={`Sealed at position ${entry.sealed}`}>
            <Lock size={12} strokeWidth={1.75} aria-hidden />
            {formatCount(entry.sealed)}
          </span>
        )}
      </td>
    </tr>
  );
}

function Detail({ entry, onFilter }: Pick<AuditTableProps, 'onFilter'> & { entry: AuditEntry }) {
  const changes = toChanges(entry);
  const { actor, target } = entry;
  const actorFilter = actor.kind === 'person' ? actor.id : `kind:${actor.kind}`;
  return (
    <tr className="bg-surface">
      <td colSpan={7} className="pt-1 pr-4 pb-3 pl-10">
        <div className="flex flex-wrap items-start gap-x-12 gap-y-3">
          {changes.length > 0 && (
            <table aria-label="What changed" className="max-w-[720px] text-left">
              <thead className="text-label text-muted">
                <tr>
                  <th scope="col" className="pr-6 font-medium">
                    Field
                  </th>
                  <th scope="col" className="pr-6 font-medium">
                    Before
                  </th>
                  <th scope="col" className="font-medium">
                    After
                  </th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ field, before, after }) => (
                  <tr key={field} className="align-top">
                    <th scope="row" className="pr-6 font-normal text-muted">
                      <HostileText text={toFieldWords(field)} cut="none" />
                    </th>
                    <td className="pr-6">{before === undefined ? <Dash /> : <Mono text={before} cut="none" />}</td>
                    <td>{after === undefined ? <Dash /> : <Mono text={after} cut="none" />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <dl className="grid grid-cols-[auto_1fr] gap-x-6">
            <Fact name="Action">{entry.action}</Fact>
            <Fact name="Actor">{actor.id === null ? actor.kind : `${actor.kind}:${actor.id}`}</Fact>
            {target && <Fact name="About">{`${target.kind}:${target.id}`}</Fact>}
            <Fact name="Request">{entry.requestId ?? '—'}</Fact>
            <Fact name="Entry">{entry.id}</Fact>
          </dl>
          <div className="flex flex-col items-start gap-1">
            {actorFilter !== null && (
              <Narrow onPress={() => onFilter({ actor: actorFilter })}>Only by {actor.name}</Narrow>
            )}
            <Narrow onPress={() => onFilter({ action: entry.action })}>Only this action</Narrow>
            {target && (
              <Narrow onPress={() => onFilter({ target: `${target.kind}:${target.id}` })}>
                Only about this {target.kind}
              </Narrow>
            )}
          </div>
        </div>
      </td>
    </tr>
  );
}

function Narrow({ onPress, children }: { onPress: () => void; children: React.ReactNode }) {
  return (
    <button type="button" onClick={onPress} className="cursor-default rounded-control text-accent hover:underline">
      {children}
    </button>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>
        <Mono text={children} cut="none" />
      </dd>
    </>
  );
}

const Dash = () => <span className="text-muted">—</span>;
