import type { DataTableProps } from './types.ts';

export function DataTable<Row>({ rows, rowId, columns, label, onSelect, rowHref }: DataTableProps<Row>) {
  return (
    <div role="grid" aria-label={label} tabIndex={0} className="h-full overflow-auto">
      {rows.map((row) => (
        <div
          role="row"
          key={rowId(row)}
          className="flex h-7 gap-2"
          onClick={() => onSelect(rowId(row), { via: 'pointer' })}
        >
          {columns.map((column) => (
            <div role="gridcell" key={column.id} style={{ width: column.widthPx }}>
              {column.isLink ? <a href={rowHref(row)}>{column.cell(row)}</a> : column.cell(row)}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
