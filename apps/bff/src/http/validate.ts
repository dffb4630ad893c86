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
  const handler = sValidator(target, schema, (result, _c: Context) => {
    if (result.success) return;
    const errors = result.error.map((issue) => ({
      parameter: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      detail: issue.message,
    }));
    throw new ProblemError('bad_parameter', `${errors.length === 1 ? 'One parameter is' : 'Parameters are'} wrong.`, {
      errors,
    });
  });
  schemas.set(handler, { target, schema });
  return handler;
}

/** What a handler of the router validates; undefined for every handler that validates nothing. */
export function schemaOf(handler: object): RouteSchema | undefined {
  return schemas.get(handler);
}
