import type { AdminConnection, VendorForm } from '@watchfloor/contract';
import { type ConnectionDraft, openFields, toDraft } from './connection-draft.ts';

/** A field that somebody else changed in the meantime. */
export interface TheirChange {
  field: string;
  /** As the form calls it. */
  label: string;
  /** What is kept now. */
  theirs: string;
  /** What stands in the form, where that is another change of the same field. */
  mine: string | undefined;
}

/** Who else saved it, and what that changed. */
export interface Theirs {
  by: string;
  at: number | null;
  changes: TheirChange[];
  /** Whether a save was refused over it. */
  wasRefused: boolean;
}

export interface Merged {
  draft: ConnectionDraft;
  changes: TheirChange[];
}

/**
 * Puts a draft onto what is kept now: what was typed stays, what was not touched follows.
 * @param base the connection that the draft began with
 * @param theirs the connection as it is kept now
 */
export function mergeDraft(
  base: AdminConnection,
  theirs: AdminConnection,
  mine: ConnectionDraft,
  form: VendorForm,
): Merged {
  const [was, now] = [toDraft(base), toDraft(theirs)];
  const changes: TheirChange[] = [];
  const merge = (field: string, label: string, texts: { was: string; now: string; mine: string }): string => {
    if (texts.now === texts.was) return texts.mine;
    const isMine = texts.mine !== texts.was && texts.mine !== texts.now;
    changes.push({ field, label, theirs: texts.now, mine: isMine ? texts.mine : undefined });
    return isMine ? texts.mine : texts.now;
  };
  const label = merge('label', fixedLabels.label, { was: was.label, now: now.label, mine: mine.label });
  const tenant = merge('tenant', fixedLabels.tenant, { was: was.tenant, now: now.tenant, mine: mine.tenant });
  const settings = openFields(form).map((field) => {
    const textIn = (draft: ConnectionDraft) => draft.settings[field.name] ?? '';
    const texts = { was: textIn(was), now: textIn(now), mine: textIn(mine) };
    return [field.name, merge(`settings.${field.name}`, field.label, texts)] as const;
  });
  return { draft: { ...mine, label, tenant, settings: Object.fromEntries(settings) }, changes };
}

/** Takes what is kept now for one field, where the form holds another change of it. */
export function takeTheirs(draft: ConnectionDraft, { field, theirs }: TheirChange): ConnectionDraft {
  if (field === 'label' || field === 'tenant') return { ...draft, [field]: theirs };
  const name = field.slice('settings.'.length);
  return { ...draft, settings: { ...draft.settings, [name]: theirs } };
}

export const fixedLabels = { label: 'Label', tenant: 'Tenant' };
