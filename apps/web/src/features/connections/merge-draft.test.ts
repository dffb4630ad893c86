import type { AdminConnection } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { type ConnectionDraft, toConnectionChange, toDraft } from './connection-draft.ts';
import { mergeDraft, takeTheirs } from './merge-draft.ts';
import { acme, kept } from './testing/acme.ts';

const theirs: AdminConnection = {
  ...kept,
  version: 9,
  label: 'EMEA by Bo',
  settings: { ...kept.settings, page_size: 500 },
};
const mine: ConnectionDraft = {
  ...toDraft(kept),
  label: 'EMEA by me',
  settings: { ...toDraft(kept).settings, note: 'mine' },
  secrets: { token: 'typed' },
};

describe('a form whose connection somebody else changed', () => {
  it('keeps what was typed, takes what was not touched, and says both', () => {
    const { draft, changes } = mergeDraft(kept, theirs, mine, acme);
    expect(draft.label).toBe('EMEA by me');
    expect(draft.settings).toMatchObject({ page_size: '500', note: 'mine' });
    expect(draft.secrets).toEqual({ token: 'typed' });
    expect(changes).toEqual([
      { field: 'label', label: 'Label', theirs: 'EMEA by Bo', mine: 'EMEA by me' },
      { field: 'settings.page_size', label: 'Page size', theirs: '500', mine: undefined },
    ]);
  });

  it('saved again, changes only what was typed, on top of theirs', () => {
    const { draft } = mergeDraft(kept, theirs, mine, acme);
    expect(toConnectionChange(theirs, draft, acme)).toEqual({
      version: 9,
      label: 'EMEA by me',
      settings: { note: 'mine' },
      secrets: { token: 'typed' },
    });
  });

  it('has no clash where both made the same change', () => {
    const { changes } = mergeDraft(kept, theirs, { ...mine, label: 'EMEA by Bo' }, acme);
    expect(changes[0]).toMatchObject({ field: 'label', mine: undefined });
  });

  it('has nothing to say where only a secret or the pause is other', () => {
    const { draft, changes } = mergeDraft(kept, { ...kept, version: 8, paused: true }, mine, acme);
    expect(changes).toEqual([]);
    expect(draft).toMatchObject(mine);
  });

  it('takes theirs for one field', () => {
    const { draft, changes } = mergeDraft(kept, theirs, mine, acme);
    expect(takeTheirs(draft, changes[0]!).label).toBe('EMEA by Bo');
    const clash = { field: 'settings.note', label: 'Note', theirs: '', mine: 'mine' };
    expect(takeTheirs(draft, clash).settings.note).toBe('');
  });
});
