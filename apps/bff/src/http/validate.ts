import { sValidator } from '@hono/standard-validator';
import type { Context, ValidationTargets } from 'hono';
import * as z from 'zod/mini';
import type { $ZodType } from 'zod/v4/core';
import { ProblemError } from './problem.ts';

export interface RouteSchema {
  target: keyof ValidationTargets;
  schema: $ZodType;
}

/** For routes without parameters: optional, so that the client needs no empty object. */
export const nothingSchema = z.optional(z.strictObject({}));

const schemas = new WeakMap<object, RouteSchema>();

/**
 * Validates one part of a request with a schema, and leaves the result for `c.req.valid(target)`.
 * @throws ProblemError `bad_parameter` that lists every mistake
 */
export function validate<Schema extends $ZodType, Target extends 'param' | 'query' | 'json'>(
  target: Target,
  schema: Schema,
) {
  const handler = sValidator(target, schema, (result, c: Context) => {
    const errors = result.success ? [] : result.error.flatMap(toErrors);
    if (target === 'query') errors.push(...findUnreadable(c.req.url));
    if (errors.length === 0) return;
    const detail = `To correct: ${[...new Set(errors.map(({ parameter }) => parameter))].join(', ')}.`;
    throw new ProblemError('bad_parameter', detail, { errors });
  });
  schemas.set(handler, { target, schema });
  return handler;
}

/** What a handler of the router validates; undefined for every handler that validates nothing. */
export function schemaOf(handler: object): RouteSchema | undefined {
  return schemas.get(handler);
}

interface Issue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
  /** zod's own, beside what Standard Schema promises. */
  code?: string;
  keys?: readonly string[];
}

function toErrors({ message, path = [], code, keys }: Issue): { parameter: string; detail: string }[] {
  if (code === 'unrecognized_keys') {
    return (keys ?? []).map((key) => ({ parameter: key.slice(0, 60), detail: 'Not a parameter of this route.' }));
  }
  const parameter = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return [{ parameter, detail: message }];
}

/** Hono gathers the query in a plain object, where this name vanishes. A parameter that is dropped is a wrong answer. */
function findUnreadable(url: string): { parameter: string; detail: string }[] {
  const name = '__proto__';
  return new URL(url).searchParams.has(name) ? [{ parameter: name, detail: 'Not a parameter of this route.' }] : [];
}
