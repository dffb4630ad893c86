import type { Fact } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { toGroups } from './fact-groups.ts';

const fact = (label: string): Fact => ({ label, kind: 'text', value: label });
const read = (labels: string[]) =>
  toGroups(labels.map(fact)).map(({ name, facts }) => [name, facts.map((one) => one.label)]);

test('labels that begin alike stand under their beginning, wherever they come', () => {
  expect(read(['App', 'Actor › User › Mail', 'Device › OS', 'Actor › App', 'Place'])).toEqual([
    [undefined, ['App', 'Place']],
    ['Actor', ['User › Mail', 'App']],
    ['Device', ['OS']],
  ]);
});

test('no fact is lost, and a value keeps what it was', () => {
  const grouped = toGroups([fact('Actor › User')]);
  expect(grouped[0]?.facts[0]).toEqual({ label: 'User', kind: 'text', value: 'Actor › User' });
});

test('facts without a common beginning are one group', () => {
  expect(read(['Host', 'User'])).toEqual([[undefined, ['Host', 'User']]]);
  expect(read([])).toEqual([]);
});
