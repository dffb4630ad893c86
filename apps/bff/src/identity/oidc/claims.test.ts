import { describe, expect, it } from 'vitest';
import { type RoleRules, toProfile, toRole } from './claims.ts';

const rules: RoleRules = { claim: 'groups', roles: { 'soc-analysts': 'analyst', 'soc-leads': 'lead', all: 'viewer' } };

describe('the role', () => {
  it.each([
    [{ groups: ['soc-analysts'] }, 'analyst'],
    [{ groups: ['all', 'soc-leads', 'soc-analysts'] }, 'lead'],
    [{ groups: 'soc-leads' }, 'lead'],
    [{ groups: ['elsewhere'] }, undefined],
    [{ groups: ['SOC-LEADS'] }, undefined],
    [{ groups: ['constructor', '__proto__'] }, undefined],
    [{ groups: [7, null, { 'soc-leads': true }] }, undefined],
    [{}, undefined],
  ])('of %j is %s', (claims, role) => {
    expect(toRole(claims, rules)).toBe(role);
  });

  it('is the fallback where the claim gives none, and only there', () => {
    expect(toRole({}, { ...rules, fallback: 'viewer' })).toBe('viewer');
    expect(toRole({ groups: ['soc-leads'] }, { ...rules, fallback: 'viewer' })).toBe('lead');
  });

  it('is read from inside another claim, and from a claim whose name has dots', () => {
    const nested = { ...rules, claim: 'realm_access.roles' };
    expect(toRole({ realm_access: { roles: ['soc-leads'] } }, nested)).toBe('lead');
    const dotted = { ...rules, claim: 'https://idp.test/roles' };
    expect(toRole({ 'https://idp.test/roles': ['soc-leads'] }, dotted)).toBe('lead');
    expect(toRole({ realm_access: 'roles' }, nested)).toBeUndefined();
  });
});

it('shows a person under the best name there is', () => {
  expect(toProfile({ name: ' Ana Ruiz ', email: 'ana@norrvik.test' })).toEqual({
    name: 'Ana Ruiz',
    contact: 'ana@norrvik.test',
  });
  expect(toProfile({ preferred_username: 'aruiz' })).toEqual({ name: 'aruiz', contact: null });
  expect(toProfile({ name: 'A\u0000na\u001b[2J' }).name).toBe('Ana[2J');
  expect(toProfile({ name: 5 })).toEqual({ name: 'Without a name', contact: null });
  expect(toProfile({ name: 'x'.repeat(5000) }).name).toHaveLength(120);
});
