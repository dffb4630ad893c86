import type { Column, Filter, Resource, SourceRecord } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { toCellFilter, toCellText } from './cell-value.ts';

const filter = (name: string): Filter => ({
  name,
  label: name,
  type: 'enum',
  values: ['high', 'medium'].map((value) => ({ value, label: value })),
  open: false,
  multi: true,
  appliedBy: 'watchfloor',
  match: 'exact',
});
const column: Column = {
  name: 'severity',
  label: 'Severity',
  kind: 'severity',
  widthPx: 92,
  shown: true,
  filter: 'priority_label',
};
const resource = { filters: [filter('severity'), filter('priority_label')] } as unknown as Resource;
const row = {
  severity: 'high',
  priorityLabel: 'Medium',
  entities: [],
  cells: { raised: 'Medium at vendor, High here: quarantine failed' },
} as unknown as SourceRecord;

test('a severity that was raised here is filtered and copied as it is here, not as the vendor calls it', () => {
  expect(toCellFilter(row, column, resource)).toMatchObject({ filter: { name: 'severity' }, value: 'high' });
  expect(toCellText(row, column)).toBe('high');
});

test("one that was not is the vendor's word", () => {
  const plain = { ...row, cells: { raised: null } };
  expect(toCellFilter(plain, column, resource)).toMatchObject({ filter: { name: 'priority_label' }, value: 'medium' });
  expect(toCellText(plain, column)).toBe('Medium');
});
