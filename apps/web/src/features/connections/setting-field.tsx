import type { SettingField as Setting } from '@watchfloor/contract';
import { useId } from 'react';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { RowsField } from './rows-field.tsx';

export interface SettingFieldProps {
  setting: Setting;
  text: string;
  problem: string | undefined;
  isReadOnly: boolean;
  /** Said after the setting's own help. */
  alsoHint?: string | undefined;
  onChange: (text: string) => void;
}

/** One setting of a vendor, by its kind. It begins with `text` and keeps what is typed by itself. */
export function SettingField(props: SettingFieldProps) {
  const { setting, text, problem, isReadOnly, onChange } = props;
  const { name, label, kind, placeholder } = setting;
  const hint = [setting.help, props.alsoHint].filter(Boolean).join(' ') || undefined;
  if (kind === 'choice' && !isReadOnly) return <ChoiceSetting {...props} hint={hint} />;
  if (kind === 'boolean') {
    return (
      <label className="flex min-h-7 items-center gap-2">
        <input
          type="checkbox"
          checked={text === 'true'}
          disabled={isReadOnly}
          onChange={({ target }) => onChange(String(target.checked))}
          className="accent-accent"
        />
        <span className="font-medium">{label}</span>
        <span className={problem === undefined ? 'text-muted' : 'text-attention'}>{problem ?? hint}</span>
      </label>
    );
  }
  if (kind === 'table' && setting.columns) return <RowsField {...props} columns={setting.columns} hint={hint} />;
  if (kind === 'file' || kind === 'table') return <LongText {...props} hint={hint} />;
  return (
    <TextField
      label={label}
      name={name}
      mono={kind === 'url'}
      defaultValue={text}
      placeholder={isReadOnly ? undefined : placeholder}
      hint={hint}
      problem={problem}
      isReadOnly={isReadOnly}
      onChange={onChange}
    />
  );
}

function ChoiceSetting({ setting, text, problem, onChange, hint }: SettingFieldProps & { hint: string | undefined }) {
  const choices = setting.choices ?? [];
  const isKnown = choices.some(({ value }) => value === text);
  return (
    <SelectField
      label={setting.label}
      value={text}
      // What is kept, or nothing yet, stands in the list as well: no other value is taken for it unseen.
      options={isKnown ? choices : [{ value: text, label: text === '' ? 'Not chosen' : text }, ...choices]}
      hint={problem ?? hint}
      onChange={onChange}
    />
  );
}

/** Several lines: a certificate, rows in JSON. */
function LongText(props: SettingFieldProps & { hint: string | undefined }) {
  const { setting, text, problem, isReadOnly, onChange, hint } = props;
  const id = useId();
  const below = problem ?? hint;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {setting.label}
      </label>
      <textarea
        id={id}
        name={setting.name}
        rows={isReadOnly && text === '' ? 1 : 4}
        defaultValue={text}
        readOnly={isReadOnly}
        placeholder={isReadOnly ? undefined : setting.placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={below === undefined ? undefined : `${id}-below`}
        onChange={({ target }) => onChange(target.value)}
        className={`resize-y rounded-control border border-control px-2 py-1 font-mono aria-invalid:border-attention ${
          isReadOnly ? 'bg-surface text-muted' : 'bg-bg'
        }`}
      />
      {below !== undefined && (
        <p id={`${id}-below`} className={problem === undefined ? 'text-muted' : 'text-attention'}>
          {below}
        </p>
      )}
    </div>
  );
}
