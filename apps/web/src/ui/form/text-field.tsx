import { type ReactNode, type Ref, useId } from 'react';
import { cx } from '../cx.ts';

export interface TextFieldProps {
  label: string;
  name: string;
  /** Leaves the label to screen readers. */
  hidesLabel?: boolean | undefined;
  type?: 'text' | 'email' | 'password' | undefined;
  /** A name of the autofill field (HTML, 4.10.18.7.1), so that password managers know what they fill in. */
  autoComplete?: string | undefined;
  defaultValue?: string | undefined;
  /** What is needed, under the field. */
  hint?: string | undefined;
  /** What is wrong with the value. */
  problem?: string | undefined;
  /** Whether one may type; the value is shown all the same. */
  isReadOnly?: boolean | undefined;
  autoFocus?: boolean | undefined;
  mono?: boolean | undefined;
  /** Inside the field's right end: a button. */
  end?: ReactNode;
  placeholder?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  onBlur?: (() => void) | undefined;
  onFocus?: ((input: HTMLInputElement) => void) | undefined;
  ref?: Ref<HTMLInputElement> | undefined;
  className?: string | undefined;
}

/** One line of typed text with its label. The browser keeps the value, so that what it fills in by itself counts. */
export function TextField(props: TextFieldProps) {
  const id = useId();
  const { hint, problem, isReadOnly = false, onBlur, onChange, onFocus, ref } = props;
  const below = problem ?? hint;
  return (
    <div className={cx('flex flex-col gap-1', props.className)}>
      <label htmlFor={id} className={props.hidesLabel === true ? 'sr-only' : 'font-medium'}>
        {props.label}
      </label>
      <div className="relative flex">
        <input
          {...(ref === undefined ? {} : { ref })}
          id={id}
          name={props.name}
          type={props.type ?? 'text'}
          autoComplete={props.autoComplete ?? 'off'}
          defaultValue={props.defaultValue}
          readOnly={isReadOnly}
          autoFocus={props.autoFocus}
          placeholder={props.placeholder}
          spellCheck={false}
          autoCapitalize="none"
          aria-invalid={problem !== undefined}
          aria-describedby={below === undefined ? undefined : `${id}-below`}
          onChange={(event) => onChange?.(event.target.value)}
          onBlur={onBlur}
          onFocus={(event) => onFocus?.(event.target)}
          className={cx(
            'h-7 min-w-0 flex-1 rounded-control border border-control px-2 aria-invalid:border-attention',
            isReadOnly ? 'bg-surface text-muted' : 'bg-bg',
            props.mono === true && 'font-mono',
            props.end !== undefined && 'pr-16',
          )}
        />
        {props.end !== undefined && <div className="absolute inset-y-0 right-0.5 flex items-center">{props.end}</div>}
      </div>
      {below !== undefined && (
        <p id={`${id}-below`} className={problem === undefined ? 'text-muted' : 'text-attention'}>
          {below}
        </p>
      )}
    </div>
  );
}
