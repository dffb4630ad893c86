import type { AdminConnection, SettingField as Setting, VendorForm } from '@watchfloor/contract';
import { type ReactNode, useRef } from 'react';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { addressSetting, type ConnectionDraft, findOriginChange, toSuggestedId } from './connection-draft.ts';
import type { FieldProblems } from './draft-problems.ts';
import { fixedLabels } from './merge-draft.ts';
import { SecretField } from './secret-field.tsx';
import { SettingField } from './setting-field.tsx';

export interface ConnectionFormProps {
  draft: ConnectionDraft;
  vendors: readonly VendorForm[];
  /** As it is kept; undefined for a new one. */
  base: AdminConnection | undefined;
  allowedOrigins: readonly string[];
  problems: FieldProblems;
  isReadOnly: boolean;
  onChange: (draft: ConnectionDraft) => void;
}

/** What a connection is called here, then its account as the vendor's own form says it. */
export function ConnectionForm(props: ConnectionFormProps) {
  const { draft, vendors, base, problems, isReadOnly, onChange } = props;
  const form = vendors.find(({ name }) => name === draft.vendor);
  const isNew = base === undefined;
  const idInput = useRef<HTMLInputElement>(null);
  const changeLabel = (label: string) => {
    const isSuggested = isNew && draft.id === toSuggestedId(draft.label);
    const id = isSuggested ? toSuggestedId(label) : draft.id;
    if (idInput.current) idInput.current.value = id;
    onChange({ ...draft, label, id });
  };
  return (
    <div className="flex flex-col gap-6">
      {isNew && (
        <SelectField
          label="Vendor"
          value={draft.vendor}
          options={[
            ...(form ? [] : [{ value: '', label: 'Choose a vendor' }]),
            ...vendors.map(({ name, label }) => ({ value: name, label })),
          ]}
          hint={problems.vendor}
          // A secret that was typed for one vendor must not go to another.
          onChange={(vendor) => onChange({ ...draft, vendor, secrets: {} })}
        />
      )}
      {form && (
        <Section title="Here">
          <TextField
            label={fixedLabels.label}
            name="label"
            defaultValue={draft.label}
            placeholder={isReadOnly ? undefined : `${form.label} EMEA`}
            hint="What lists and the rail call it."
            problem={problems.label}
            isReadOnly={isReadOnly}
            onChange={changeLabel}
          />
          <TextField
            ref={idInput}
            label="Id"
            name="id"
            mono
            defaultValue={draft.id}
            hint={`In addresses, links and the audit log. ${isNew ? 'It cannot be changed later.' : 'It stays as it is.'}`}
            problem={problems.id}
            isReadOnly={!isNew}
            onChange={(id) => onChange({ ...draft, id })}
          />
          <TextField
            label={fixedLabels.tenant}
            name="tenant"
            defaultValue={draft.tenant}
            hint="Optional. Whose account it is, where one Watchfloor serves several."
            problem={problems.tenant}
            isReadOnly={isReadOnly}
            onChange={(tenant) => onChange({ ...draft, tenant })}
          />
        </Section>
      )}
      {form && <Account key={form.name} {...props} form={form} />}
    </div>
  );
}

function Account(props: ConnectionFormProps & { form: VendorForm }) {
  const { draft, form, base, allowedOrigins, problems, isReadOnly, onChange } = props;
  const cleared = base ? (findOriginChange(base, draft, form)?.cleared ?? []) : [];
  const required = form.fields.filter((field) => field.required || field.kind === 'secret');
  const optional = form.fields.filter((field) => !required.includes(field));
  const render = (setting: Setting) =>
    setting.kind === 'secret' ? (
      <SecretField
        key={setting.name}
        setting={setting}
        isSet={base?.secretsSet[setting.name] === true}
        isCleared={cleared.includes(setting)}
        text={draft.secrets[setting.name] ?? ''}
        problem={problems[`secrets.${setting.name}`]}
        isReadOnly={isReadOnly}
        onChange={(text) => onChange({ ...draft, secrets: { ...draft.secrets, [setting.name]: text } })}
      />
    ) : (
      <SettingField
        key={setting.name}
        setting={setting}
        text={draft.settings[setting.name] ?? ''}
        alsoHint={setting.name === addressSetting ? toAllowedWords(allowedOrigins, isReadOnly) : undefined}
        problem={problems[`settings.${setting.name}`]}
        isReadOnly={isReadOnly}
        onChange={(text) => onChange({ ...draft, settings: { ...draft.settings, [setting.name]: text } })}
      />
    );
  return (
    <>
      <Section title={`Account at ${form.label}`}>{required.map(render)}</Section>
      {optional.length > 0 && <Section title="Optional">{optional.map(render)}</Section>}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-4">
      <h2 className="border-b border-line pb-1 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function toAllowedWords(allowed: readonly string[], isReadOnly: boolean): string | undefined {
  return isReadOnly || allowed.length === 0 ? undefined : `Hosts that may be added here: ${allowed.join(', ')}.`;
}
