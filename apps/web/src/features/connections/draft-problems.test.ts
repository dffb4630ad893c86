import { describe, expect, it } from 'vitest';
import { ApiError } from '../../lib/api.ts';
import { emptyDraft, toDraft } from './connection-draft.ts';
import { findDraftProblems, toSaidProblems } from './draft-problems.ts';
import { acme, kept } from './testing/acme.ts';

const refusal = (
  code: 'bad_parameter' | 'name_taken' | 'not_ready',
  errors?: { parameter: string; detail: string }[],
) =>
  new ApiError(code, 'Said by the server.', {
    problem: { type: '', title: '', status: 400, detail: '', code, requestId: 'r', ...(errors && { errors }) },
  });

describe('before the server is asked', () => {
  it('a vendor has to be chosen', () => {
    expect(findDraftProblems(emptyDraft, undefined, undefined)).toEqual({ vendor: 'Choose one.' });
  });

  it('what is needed is there', () => {
    expect(Object.keys(findDraftProblems(emptyDraft, acme, undefined))).toEqual([
      'id',
      'label',
      'settings.base_url',
      'secrets.token',
    ]);
  });

  it('what cannot be is said at its field', () => {
    const draft = {
      ...toDraft(kept),
      id: 'Not An Id',
      label: 'x'.repeat(121),
      settings: { base_url: 'acme.example', page_size: 'many', rows: '{}' },
      secrets: { token: 't' },
    };
    const found = findDraftProblems(draft, acme, undefined);
    expect(found).toMatchObject({
      id: 'Has to be small letters, digits and single hyphens.',
      label: 'Has 121 characters; at most 120.',
      'settings.base_url': 'Has to be a whole address: https://host/path.',
      'settings.page_size': 'Has to be a number.',
    });
    expect(found['settings.rows']).toContain('JSON');
  });

  it('a kept connection needs no secret again, unless its address leads elsewhere', () => {
    expect(findDraftProblems(toDraft(kept), acme, kept)).toEqual({});
    const moved = { ...toDraft(kept), settings: { ...toDraft(kept).settings, base_url: 'https://b.example' } };
    expect(Object.keys(findDraftProblems(moved, acme, kept))).toEqual(['secrets.token']);
    expect(findDraftProblems({ ...moved, secrets: { token: 'again' } }, acme, kept)).toEqual({});
  });
});

describe('what the server says', () => {
  it('stands at the field that it names, also inside of a table, and the first of several wins', () => {
    const said = toSaidProblems(
      refusal('bad_parameter', [
        { parameter: 'settings.base_url', detail: 'Is not reachable.' },
        { parameter: 'settings.base_url', detail: 'Second.' },
        { parameter: 'settings.rows.1.severity', detail: 'Is not one.' },
        { parameter: 'secrets.token', detail: 'Is missing.' },
      ]),
      acme,
    );
    expect(said).toEqual({
      byField: {
        'settings.base_url': 'Is not reachable.',
        'settings.rows': 'row 2, severity: Is not one.',
        'secrets.token': 'Is missing.',
      },
      message: undefined,
    });
  });

  it('is never dropped: without a field it is a message', () => {
    const said = toSaidProblems(refusal('bad_parameter', [{ parameter: 'settings.gone', detail: 'Unknown.' }]), acme);
    expect(said).toEqual({ byField: {}, message: 'settings.gone: Unknown.' });
    expect(toSaidProblems(refusal('not_ready'), acme).message).toBe('Said by the server.');
  });

  it('a taken name is the id', () => {
    expect(toSaidProblems(refusal('name_taken'), acme).byField).toEqual({ id: 'Said by the server.' });
  });
});
