import type { Connection, CoverageAnswer, SourceCoverage } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { TableHead } from '../../ui/table-head.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { toAdvice } from './advice.ts';
import type { Moment } from './moment.ts';

export interface ErrorTableProps {
  errors: CoverageAnswer['errors'];
  connection: Connection;
  sources: readonly SourceCoverage[];
  moment: Moment;
}

/** What went wrong lately, in words, and what to do about it. */
export function ErrorTable({ errors, connection, sources, moment }: ErrorTableProps) {
  const { now, zone, clock } = moment;
  const labels = new Map(
    [...connection.resources, ...sources.map(({ resource, label }) => ({ name: resource, label }))].map((one) => [
      one.name,
      one.label,
    ]),
  );
  return (
    <section aria-label="Recent errors" className="min-w-0 px-4 pt-3 pb-4">
      <h2 className="text-prose font-semibold">Recent errors</h2>
      {errors.length === 0 ? (
        <p className="mt-1 text-muted">None in the last 24 hours.</p>
      ) : (
        <table className="-mx-4 w-[calc(100%+2rem)] text-left">
          <TableHead heads={['Last', 'Times', 'What', 'What to do']} />
          <tbody>
            {errors.map(({ code, message, resource, firstAt, lastAt, count }) => (
              <tr key={`${code} ${resource} ${firstAt} ${message}`} className="border-t border-line align-top">
                <td className="py-1 pr-4 pl-4">
                  <TimeText at={lastAt} zone={zone} now={now} />
                </td>
                <td className="py-1 pr-4 whitespace-nowrap text-muted">
                  {count > 1 ? `×${formatCount(count)} since ${clock(firstAt)}` : 'once'}
                </td>
                <td className="py-1 pr-4">
                  {resource !== null && <span className="text-muted">{labels.get(resource) ?? resource}: </span>}
                  <HostileText text={message} cut="none" />
                </td>
                <td className="py-1 pr-4 text-muted">{toAdvice(code, connection)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
