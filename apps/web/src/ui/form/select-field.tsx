import { useId } from 'react';
import { cx } from '../cx.ts';

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
}

export interface SelectFieldProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly (SelectOption<Value> | { label: string; options: readonly SelectOption<Value>[] })[];
  onChange: (value: Value) => void;
  /** Leaves the label to screen readers. */
  hidesLabel?: boolean | undefined;
  hint?: string | undefined;
  className?: string | undefined;
}

/** One of a few, by the browser's own list: it opens, searches and closes by every key that people know. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const id = useId();
  const { label, value, options, onChange, hidesLabel = false, hint } = props;
  return (
    <div className={cx('flex flex-col gap-1', props.className)}>
      <label htmlFor={id} className={hidesLabel ? 'sr-only' : 'font-medium'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value as Value)}
        className="h-7 min-w-0 rounded-control border border-control bg-bg px-1"
      >
        {options.map((option) =>
          'options' in option ? (
            <optgroup key={option.label} label={option.label}>
              {option.options.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </optgroup>
          ) : (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ),
        )}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
