import type { Difference } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { TableHead } from '../../ui/table-head.tsx';
import { HostileText, Mono } from '../../ui/text/hostile-text.tsx';
import { toVisibleText } from '../../ui/text/visible.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Moment } from './moment.ts';
import { differenceWords } from './task-words.ts';

export interface DifferenceTableProps {
  /** The first of them. */
  named: readonly Difference[];
  total: number;
  moment: Moment;
}

/** Each difference between what is kept and what the vendor says, by name. */
export function DifferenceTable({ named, total, moment }: DifferenceTableProps) {
  return (
    <>
      {named.length < total && (
        <p className="text-muted">
          The first {formatCount(named.length)} of {formatCount(total)}:
        </p>
      )}
      <table aria-label="Differences" className="w-full table-fixed text-left">
        <colgroup>
          <col className="w-28" />
          <col className="w-28" />
          <col />
          <col className="w-2/5" />
        </colgroup>
        <TableHead heads={['Difference', 'Happened', 'Finding', 'Id']} />
        <tbody>
          {named.map((difference) => (
            <Rows key={`${difference.kind} ${difference.uid}`} difference={difference} moment={moment} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function Rows({ difference, moment }: { difference: Difference; moment: Moment }) {
  const { kind, uid, title, happened, fields = [] } = difference;
  return (
    <>
      <tr className="border-t border-line align-top">
        <td className="py-1 pr-4 pl-4 text-attention">{differenceWords[kind]}</td>
        <td className="py-1 pr-4">
          <TimeText at={happened} zone={moment.zone} now={moment.now} />
        </td>
        <th scope="row" className="py-1 pr-4 font-normal">
          <HostileText text={title} />
        </th>
        <td className="py-1 pr-4">
          <Mono text={uid} />
        </td>
      </tr>
      {fields.length > 0 && (
        <tr>
          <td colSpan={4} className="pb-2 pl-32">
            <FieldTable fields={fields} title={title} />
          </td>
        </tr>
      )}
    </>
  );
}

function FieldTable({ fields, title }: { fields: NonNullable<Difference['fields']>; title: string }) {
  return (
    <table aria-label={`Fields of ${toVisibleText(title)}`} className="text-left">
      <thead className="text-label text-muted">
        <tr>
          {['Field', 'Kept here', 'At the vendor'].map((head) => (
            <th key={head} scope="col" className="pr-6 font-medium">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map(({ field, kept, vendor }) => (
          <tr key={field} className="align-top">
            <th scope="row" className="pr-6 font-normal text-muted">
              <HostileText text={field} cut="none" />
            </th>
            <td className="pr-6">
              <Mono text={kept} cut="none" charsMax={200} />
            </td>
            <td>
              <Mono text={vendor} cut="none" charsMax={200} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
