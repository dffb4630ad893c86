import { type SettingField, settingFieldSchema } from '@watchfloor/contract';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Vendor } from './connector.ts';
import { vendors } from './registry.ts';

type Shape = Record<string, z.ZodType>;

/** What is wrong with a vendor's form, measured by the schema that reads what it sends. */
function findFormFaults({ config, secrets, settings }: Pick<Vendor, 'config' | 'secrets' | 'settings'>): string[] {
  if (!(config instanceof z.ZodObject)) return ['its config is no object'];
  const shape: Shape = config.shape;
  const fields = new Map(settings.map((field) => [field.name, field]));
  const faults = settings.flatMap(({ name }) => (name in shape ? [] : [`${name}: no such setting`]));
  if (fields.size !== settings.length) faults.push('a field stands twice');
  for (const [name, schema] of Object.entries(shape)) {
    const field = fields.get(name);
    if (!field) faults.push(`${name}: has no field`);
    else {
      if (field.required === schema.safeParse(undefined).success) faults.push(`${name}: required`);
      if ((field.kind === 'secret') !== secrets.includes(name)) faults.push(`${name}: secret`);
      for (const { value } of field.choices ?? []) {
        if (!schema.safeParse(value).success) faults.push(`${name}: no choice ${value}`);
      }
      if ((field.kind === 'table') !== (field.columns !== undefined)) faults.push(`${name}: columns`);
      if (field.columns) faults.push(...findColumnFaults(name, schema, field.columns));
      // A placeholder is an example: somebody will type it.
      const example = field.kind === 'number' ? Number(field.placeholder) : field.placeholder;
      if (field.placeholder !== undefined && !schema.safeParse(example).success) faults.push(`${name}: placeholder`);
    }
  }
  return faults;
}

/** A table's columns are the keys of its rows, and each choice is one that the schema takes. */
function findColumnFaults(name: string, schema: z.ZodType, columns: NonNullable<SettingField['columns']>): string[] {
  const array = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  const row = array instanceof z.ZodArray ? array.element : undefined;
  if (!(row instanceof z.ZodObject)) return [`${name}: no rows`];
  const shape: Shape = row.shape;
  const names = columns.map((column) => column.name);
  const wrong = columns.flatMap((column) =>
    (column.choices ?? []).filter(({ value }) => !shape[column.name]?.safeParse(value).success),
  );
  const isExact = Object.keys(shape).toSorted().join() === names.toSorted().join();
  return isExact && wrong.length === 0 ? [] : [`${name}: columns`];
}

describe.each(vendors.map((vendor) => [vendor.name, vendor] as const))('the form of %s', (_, vendor) => {
  test('names exactly the settings that its schema reads, with what is required and secret', () => {
    expect(findFormFaults(vendor)).toEqual([]);
    for (const field of vendor.settings) expect(settingFieldSchema.parse(field)).toEqual(field);
    expect(vendor.settings.filter(({ kind }) => kind === 'choice').every(({ choices }) => choices?.length)).toBe(true);
  });

  test('control: a field that is missing, too many, or wrong is found', () => {
    const [first, ...rest] = vendor.settings;
    expect(findFormFaults({ ...vendor, settings: rest })).toEqual(['base_url: has no field']);
    expect(findFormFaults({ ...vendor, settings: [...vendor.settings, { ...first!, name: 'page' }] })).toEqual([
      'page: no such setting',
    ]);
    expect(findFormFaults({ ...vendor, settings: [{ ...first!, required: false, kind: 'secret' }, ...rest] })).toEqual([
      'base_url: required',
      'base_url: secret',
    ]);
  });
});

test('control: a table whose columns are not those of its rows is found', () => {
  const vendor = vendors.find(({ name }) => name === 'secure-endpoint')!;
  const change = (columns: NonNullable<SettingField['columns']>) =>
    findFormFaults({
      ...vendor,
      settings: vendor.settings.map((field) => (field.name === 'raise' ? { ...field, columns } : field)),
    });
  expect(change([])).toEqual(['raise: columns']);
  expect(change([{ name: 'event_type', label: 'Type' }])).toEqual(['raise: columns']);
});
