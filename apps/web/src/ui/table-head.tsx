export interface TableHeadProps {
  /** One a column; none twice. */
  heads: readonly string[];
  /** What the last column does, which holds a control and shows no head. */
  control?: string | undefined;
}

/** The head of a table that fills a page. */
export function TableHead({ heads, control }: TableHeadProps) {
  return (
    <thead className="text-label text-muted">
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col" className="py-2 pr-4 font-medium first:pl-4">
            {head}
          </th>
        ))}
        {control !== undefined && (
          <th scope="col" className="w-12">
            <span className="sr-only">{control}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}
