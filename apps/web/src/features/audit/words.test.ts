import type { AuditEntry, AuditVerdict } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toActionGroups, toPeopleNames, toTargetWords, toVerdictWords } from './words.ts';

const verdict: AuditVerdict = {
  intact: true,
  sealed: 1_204,
  unsealed: 0,
  sealing: true,
  head: { position: 1_204, mac: 'ab', at: 0 },
  heads: 12,
  faults: [],
  checkedAt: 0,
};

describe('the verdict', () => {
  it('says that nothing was changed, and what it was held against', () => {
    expect(toVerdictWords(verdict)).toEqual({
      isWell: true,
      lines: ['Nothing was changed: all 1,204 sealed entries hold. It agrees with 12 heads kept outside the database.'],
    });
    expect(toVerdictWords({ ...verdict, heads: 0 }).lines[0]).toContain('a cut end would not show');
  });

  it('says what is not sealed yet', () => {
    expect(toVerdictWords({ ...verdict, unsealed: 1 }).lines[1]).toMatch(/^1 entry was written/);
    expect(toVerdictWords({ ...verdict, unsealed: 3, sealing: false })).toMatchObject({
      isWell: false,
      lines: [expect.anything(), '3 entries are not sealed, and the server has no key to do it.'],
    });
  });

  it('never calls a log well that has faults, or no seal at all', () => {
    const fault = { kind: 'edited', position: 7, detail: '' } as const;
    expect(toVerdictWords({ ...verdict, intact: false, faults: [fault] })).toEqual({
      isWell: false,
      lines: ['The log was changed after it was written. 1 place does not hold:'],
    });
    const many = Array.from({ length: 100 }, () => fault);
    expect(toVerdictWords({ ...verdict, intact: false, faults: many }).lines[0]).toContain(
      'At least 100 places do not hold',
    );
    const bare = toVerdictWords({ ...verdict, sealed: 0, head: null, sealing: false, unsealed: 2 });
    expect(bare.isWell).toBe(false);
    expect(bare.lines[0]).toContain('2 entries could be changed unnoticed');
  });
});

it('actions are grouped by what they are about', () => {
  expect(toActionGroups(['session.begin', 'view.change', 'view.create'])).toEqual([
    { group: 'session', actions: ['session.begin'] },
    { group: 'view', actions: ['view.change', 'view.create'] },
  ]);
});

describe('what an entry is about', () => {
  const entry = (change: Partial<AuditEntry>): AuditEntry => ({
    id: '1',
    at: 0,
    actor: { kind: 'person', id: 'frida', name: 'Frida Holm' },
    action: 'person.change',
    target: null,
    requestId: null,
    detail: {},
    sealed: null,
    ...change,
  });
  const people = toPeopleNames([
    { id: 'ana', name: 'Ana Ruiz' },
    { id: 'kind:system', name: 'Watchfloor itself' },
  ]);

  it.each([
    [{}, undefined],
    [{ target: { kind: 'person', id: 'ana' } }, 'Ana Ruiz'],
    [{ target: { kind: 'person', id: 'frida' } }, 'Frida Holm'],
    [{ target: { kind: 'person', id: 'new' }, detail: { after: { name: 'Mei Tanaka' } } }, 'Mei Tanaka'],
    [{ target: { kind: 'person', id: 'kind:system' } }, 'kind:system'],
    [{ target: { kind: 'view', id: 'v1' }, detail: { before: { name: 'Mine' } } }, 'Mine'],
    [{ target: { kind: 'view', id: 'v1' }, detail: { before: { name: 1 } } }, 'v1'],
  ])('%j is %s', (change, words) => {
    expect(toTargetWords(entry(change as Partial<AuditEntry>), people)).toBe(words);
  });
});
