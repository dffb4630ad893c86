import * as z from 'zod/v4/core';
import { en } from 'zod/v4/locales';
import type { ConfigPath, Mistake } from './mistake.ts';
import { suggest } from './suggest.ts';
import type { YamlSource } from './yaml-source.ts';

/**
 * Validates the part of a file at `path`. Every issue becomes a mistake at its place; unknown keys get a suggestion.
 * @returns undefined where there were mistakes
 */
export function checkSchema<Schema extends z.$ZodType>(
  schema: Schema,
  data: unknown,
  path: ConfigPath,
  source: YamlSource,
  mistakes: Mistake[],
): z.output<Schema> | undefined {
  const result = z.safeParse(schema, data, { error: en().localeError });
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = [...path, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schemaAt(schema, issue.path));
      for (const key of issue.keys) mistakes.push(unknownKey([...at, key], known ?? [], source));
    } else if (issue.code === 'invalid_type' && issue.input === undefined && isAbsent(data, issue.path)) {
      mistakes.push(source.mistakeAt(at, 'Is missing.'));
    } else mistakes.push(source.mistakeAt(at, issue.message));
  }
  return undefined;
}

/**
 * Validates each key of an object on its own, so that one wrong key hides no mistake that depends on another.
 * @returns the values that are right
 */
export function checkKeys<Shape extends Record<string, z.$ZodType>>(
  shape: Shape,
  data: unknown,
  path: ConfigPath,
  source: YamlSource,
  mistakes: Mistake[],
): { [Key in keyof Shape]?: z.output<Shape[Key]> | undefined } {
  if (data === undefined) return {};
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    mistakes.push(source.mistakeAt(path, `Has to hold settings: ${Object.keys(shape).join(', ')}.`));
    return {};
  }
  const given = new Map<string, unknown>(Object.entries(data));
  const right: { [Key in keyof Shape]?: z.output<Shape[Key]> } = {};
  for (const name of Object.keys(shape) as (keyof Shape & string)[]) {
    const schema = shape[name];
    if (schema) right[name] = checkSchema<typeof schema>(schema, given.get(name), [...path, name], source, mistakes);
  }
  for (const name of given.keys()) {
    if (!Object.hasOwn(shape, name)) mistakes.push(unknownKey([...path, name], Object.keys(shape), source));
  }
  return right;
}

export function unknownKey(path: ConfigPath, known: readonly string[], source: YamlSource): Mistake {
  const hint = suggest(String(path.at(-1)), known);
  return source.mistakeAt(
    path,
    `Is not a setting.${hint || (known.length > 0 ? ` Known: ${known.join(', ')}.` : '')}`,
    'key',
  );
}

/** The keys of an object schema, also behind a transform or a refinement; undefined where it is none. */
export function knownKeys(schema: z.$ZodType | undefined): string[] | undefined {
  const def = schema?._zod.def as { type: string; shape?: object; in?: z.$ZodType; innerType?: z.$ZodType } | undefined;
  if (def?.shape) return Object.keys(def.shape);
  const inner = def?.in ?? def?.innerType;
  return inner && knownKeys(inner);
}

function schemaAt(schema: z.$ZodType | undefined, path: readonly PropertyKey[]): z.$ZodType | undefined {
  const [first, ...rest] = path;
  if (first === undefined || schema === undefined) return schema;
  const def = schema._zod.def as {
    shape?: Record<PropertyKey, z.$ZodType>;
    element?: z.$ZodType;
    in?: z.$ZodType;
    innerType?: z.$ZodType;
  };
  const inner = def.in ?? def.innerType;
  return inner ? schemaAt(inner, path) : schemaAt(def.shape?.[first] ?? def.element, rest);
}

function isAbsent(data: unknown, path: readonly PropertyKey[]): boolean {
  let at = data;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return true;
    at = (at as Record<PropertyKey, unknown>)[part];
  }
  return at === undefined;
}
