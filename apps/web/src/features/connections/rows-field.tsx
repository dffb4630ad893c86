import type { SettingField as Setting } from '@watchfloor/contract';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import type { SettingFieldProps } from './setting-field.tsx';
import { parseRows, toText } from './setting-text.ts';

type Column = NonNullable<Setting['columns']>[number];
/** The number is the row's own: it stays with it when another one is taken away. */
type Row = readonly [number, Readonly<Record<string, unknown>>];

export interface RowsFieldProps extends SettingFieldProps {
  columns: readonly Column[];
  hint: string | undefined;
}

/** A setting that is a list of rows, each with the same few texts. */
export function RowsField({ setting, columns, text, problem, hint, isReadOnly, onChange }: RowsFieldProps) {
  const [rows, setRows] = useState<readonly Row[]>(() => toRows(text));
  const below = problem ?? hint;
  const change = (next: readonly Row[]) => {
    setRows(next);
    onChange(next.length === 0 ? '' : JSON.stringify(next.map(([, row]) => row)));
  };
  const add = () => {
    const blank = columns.map(({ name }) => [name, ''] as const);
    change([...rows, [Math.max(0, ...rows.map(([id]) => id)) + 1, Object.fromEntries(blank)]]);
  };
  return (
    <fieldset data-problem={problem !== undefined} className="flex flex-col gap-1">
      <legend className="pb-1 font-medium">{setting.label}</legend>
      {rows.map(([id, row], index) => (
        <div key={id} className="flex items-center gap-2">
          {columns.map((column) => (
            <Cell
              key={column.name}
              column={column}
              place={index + 1}
              text={toText(row[column.name])}
              isReadOnly={isReadOnly}
              onChange={(cell) =>
                change(rows.map((one) => (one[0] === id ? [id, { ...row, [column.name]: cell }] : one)))
              }
            />
          ))}
          {!isReadOnly && (
            <Button
              icon={X}
              label={`Remove row ${index + 1}`}
              onPress={() => change(rows.filter((one) => one[0] !== id))}
            />
          )}
        </div>
      ))}
      {isReadOnly && rows.length === 0 && <p className="text-muted">None given.</p>}
      {!isReadOnly && (
        <Button look="plain" icon={Plus} className="self-start" onPress={add}>
          Add a row
        </Button>
      )}
      {below !== undefined && <p className={problem === undefined ? 'text-muted' : 'text-attention'}>{below}</p>}
    </fieldset>
  );
}

interface CellProps {
  column: Column;
  place: number;
  text: string;
  isReadOnly: boolean;
  onChange: (text: string) => void;
}

function Cell({ column, place, text, isReadOnly, onChange }: CellProps) {
  const { name, label, choices } = column;
  if (choices && !isReadOnly) {
    return (
      <SelectField
        label={`${label}, row ${place}`}
        hidesLabel
        value={text}
        options={
          choices.some(({ value }) => value === text)
            ? choices
            : [{ value: text, label: text === '' ? 'Choose' : text }, ...choices]
        }
        onChange={onChange}
      />
    );
  }
  return (
    <TextField
      label={`${label}, row ${place}`}
      hidesLabel
      name={`${name}-${place}`}
      placeholder={label}
      defaultValue={text}
      isReadOnly={isReadOnly}
      onChange={onChange}
      className="min-w-0 flex-1"
    />
  );
}

function toRows(text: string): Row[] {
  return (parseRows(text) ?? []).map((row, index) => [index, isRow(row) ? row : {}]);
}

function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
