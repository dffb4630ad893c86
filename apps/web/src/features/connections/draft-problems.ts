import { type AdminConnection, connectionIdSchema, type SettingField, type VendorForm } from '@watchfloor/contract';
import { ApiError } from '../../lib/api.ts';
import { addressSetting, type ConnectionDraft, findOriginChange } from './connection-draft.ts';
import { isNumber, parseRows } from './setting-text.ts';

/** What is wrong, by the field: `id`, `label`, `settings.base_url`, `secrets.token`. */
export type FieldProblems = Readonly<Record<string, string>>;

const labelMax = 120;

/**
 * The obvious, before the server is asked; the rest it knows better.
 * @param base the connection as it is kept, undefined for a new one
 */
export function findDraftProblems(
  draft: ConnectionDraft,
  form: VendorForm | undefined,
  base: AdminConnection | undefined,
): FieldProblems {
  if (!form) return { vendor: 'Choose one.' };
  return Object.fromEntries([
    ...(base ? [] : one('id', findIdProblem(draft.id.trim()))),
    ...one('label', draft.label.trim() === '' ? 'Is needed.' : findLengthProblem(draft.label)),
    ...one('tenant', findLengthProblem(draft.tenant)),
    ...findAccountProblems(draft, form, base),
  ]);
}

/** Only what a test needs: the account, not what it is called here. */
export function findAccountProblems(
  draft: ConnectionDraft,
  form: VendorForm,
  base: AdminConnection | undefined,
): [string, string][] {
  const cleared = base ? (findOriginChange(base, draft, form)?.cleared ?? []) : [];
  return form.fields.flatMap((field) => {
    if (field.kind !== 'secret')
      return one(`settings.${field.name}`, findValueProblem(field, draft.settings[field.name] ?? ''));
    if ((draft.secrets[field.name] ?? '') !== '') return [];
    if (cleared.includes(field)) return one(`secrets.${field.name}`, 'The kept one does not go to another address.');
    return one(`secrets.${field.name}`, field.required && !base ? 'Is needed.' : undefined);
  });
}

export interface SaidProblems {
  byField: FieldProblems;
  /** What has no field of its own on the page. */
  message: string | undefined;
}

/** What the server found wrong, at the field that it names. */
export function toSaidProblems(error: Error, form: VendorForm | undefined): SaidProblems {
  if (!(error instanceof ApiError)) return { byField: {}, message: error.message };
  if (error.code === 'name_taken') return { byField: { id: error.message }, message: undefined };
  const said = (error.problem?.errors ?? []).map((mistake) => toFieldMistake(mistake, form));
  const homeless = said.flatMap(({ field, detail, parameter }) =>
    field === undefined ? [`${parameter}: ${detail}`] : [],
  );
  const byField = new Map<string, string>();
  for (const { field, detail } of said) {
    if (field !== undefined && !byField.has(field)) byField.set(field, detail);
  }
  const message = said.length === 0 ? error.message : homeless.length > 0 ? homeless.join(' ') : undefined;
  return { byField: Object.fromEntries(byField), message };
}

function toFieldMistake({ parameter, detail }: { parameter: string; detail: string }, form: VendorForm | undefined) {
  const [part = '', name = '', ...inside] = parameter.split('.');
  if (['id', 'vendor', 'label', 'tenant'].includes(part)) return { parameter, detail, field: part };
  const isKnown = (part === 'settings' || part === 'secrets') && form?.fields.some((field) => field.name === name);
  if (!isKnown) return { parameter, detail, field: undefined };
  // `raise.0.severity`: the place inside a table, as a person counts.
  const place = inside.map((step) => (/^\d+$/.test(step) ? `row ${Number(step) + 1}` : step)).join(', ');
  return { parameter, field: `${part}.${name}`, detail: place === '' ? detail : `${place}: ${detail}` };
}

function findIdProblem(id: string): string | undefined {
  if (id === '') return 'Is needed.';
  const parsed = connectionIdSchema.safeParse(id);
  return parsed.success ? undefined : (parsed.error.issues[0]?.message ?? 'Cannot be used.');
}

function findLengthProblem(text: string): string | undefined {
  return text.trim().length > labelMax ? `Has ${text.trim().length} characters; at most ${labelMax}.` : undefined;
}

function findValueProblem({ name, kind, required }: SettingField, text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return required ? 'Is needed.' : undefined;
  if (kind === 'url' && !isWebAddress(trimmed))
    return `Has to be a whole address: https://host${name === addressSetting ? '/path' : ''}.`;
  if (kind === 'number' && !isNumber(trimmed)) return 'Has to be a number.';
  if (kind === 'table' && !parseRows(trimmed)) return 'Has to be rows in JSON: [{ … }, { … }].';
  return undefined;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function one(field: string, problem: string | undefined): [string, string][] {
  return problem === undefined ? [] : [[field, problem]];
}
