import { useInfiniteQuery } from '@tanstack/react-query';
import { type AuditAnswer, auditExportFormats } from '@watchfloor/contract';
import { Download, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { toAuditExportPath } from '../../lib/api.ts';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AuditFilterBar } from './audit-filters.tsx';
import type { AuditLocation } from './audit-location.ts';
import { auditOptions } from './audit-query.ts';
import { AuditTable } from './audit-table.tsx';
import { useVerifying, Verdict, VerifyButton } from './verify.tsx';
import { toPeopleNames } from './words.ts';

export interface AuditLogProps {
  location: AuditLocation;
  /** Names of people by their ids, beside those who acted. */
  names: ReadonlyMap<string, string>;
  onFilters: (filters: AuditLocation['filters']) => void;
  /** Says why there is nothing to show at all. */
  renderProblem: (query: ReturnType<typeof useAudit>) => React.ReactNode;
}

const useAudit = (filters: AuditLocation['filters']) => useInfiniteQuery(auditOptions(filters));

/** Who did what: filtered, opened, verified and taken out as a file. */
export function AuditLog({ location: { filters, ignored }, names, onFilters, renderProblem }: AuditLogProps) {
  const audit = useAudit(filters);
  const verifying = useVerifying();
  const [first] = audit.data?.pages ?? [];
  // The bar stays as it is while other filters are asked for.
  const [shown, setShown] = useState<AuditAnswer>();
  if (first && first !== shown) setShown(first);
  const head = first ?? shown;
  if (!head) return renderProblem(audit);
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <main className="flex min-w-0 flex-1 flex-col">
      <header className="flex h-10 flex-none items-center gap-1 border-b border-line pr-2 pl-4">
        <h1 className="flex-1 text-prose font-semibold">Audit</h1>
        <Button icon={RotateCw} onPress={() => void audit.refetch()}>
          Read again
        </Button>
        <VerifyButton verifying={verifying} />
        {auditExportFormats.map((format) => (
          <a
            key={format}
            href={toAuditExportPath(filters, format)}
            download={`watchfloor-audit.${format}`}
            title="All that matches the filters. That it was taken is written to the log"
            className="flex h-7 items-center gap-1 rounded-control border border-line px-2 font-medium hover:bg-surface"
          >
            <Download size={14} strokeWidth={1.75} aria-hidden />
            {format.toUpperCase()}
          </a>
        ))}
      </header>
      <AuditFilterBar
        filters={filters}
        range={head.range}
        now={audit.dataUpdatedAt || head.range.to}
        actions={head.actions}
        actors={head.actors}
        onChange={onFilters}
      />
      <Verdict verifying={verifying} />
      {ignored.length > 0 && (
        <Notice tone="plain">Left out of the address, because it cannot be read: {ignored.join(', ')}.</Notice>
      )}
      {audit.error && (
        <Notice
          tone="problem"
          action={
            <Button look="quiet" onPress={() => void audit.refetch()}>
              Retry
            </Button>
          }
        >
          {audit.error.message}
        </Notice>
      )}
      {/* A tab stop: it scrolls, and an empty one holds no control. */}
      <div
        tabIndex={0}
        role="region"
        aria-label="Entries"
        aria-busy={audit.isFetching}
        className="focus-inset min-h-0 flex-1 overflow-auto"
      >
        <AuditTable
          entries={entries}
          people={new Map([...toPeopleNames(head.actors), ...names])}
          now={audit.dataUpdatedAt}
          onFilter={(filter) => onFilters({ ...filters, ...filter })}
        />
        <Foot audit={audit} shown={entries.length} />
      </div>
    </main>
  );
}

function Foot({ audit, shown }: { audit: ReturnType<typeof useAudit>; shown: number }) {
  if (!audit.data) return null;
  if (shown === 0)
    return <p className="px-4 py-3 text-prose">Nothing in the log matches. All of it was looked through.</p>;
  return (
    <p className="flex items-center gap-2 border-t border-line px-4 py-2 text-muted">
      {audit.hasNextPage ? (
        <>
          The {formatCount(shown)} newest.
          <Button look="plain" onPress={() => void audit.fetchNextPage()}>
            {audit.isFetchingNextPage ? 'Reading…' : 'Show earlier ones'}
          </Button>
        </>
      ) : (
        `${formatCount(shown)} ${shown === 1 ? 'entry' : 'entries'}, all that match.`
      )}
    </p>
  );
}
