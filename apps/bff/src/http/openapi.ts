import type { ProblemCode } from '@watchfloor/contract';
import { problemCodes } from '@watchfloor/contract';
import type { RouterRoute } from 'hono/types';
import * as z from 'zod/v4/core';
import { roleOf } from './guard.ts';
import { schemaOf } from './validate.ts';

/** What the router does not know about a route. */
export interface RouteDescription {
  summary: string;
  /** The name of a schema in `schemas`, or a media type for answers that are not JSON. */
  answer: { schema: string } | { mediaType: string };
  problems: readonly ProblemCode[];
  /** Parameters of a query whose names are known only at run time. */
  query?: readonly Parameter[];
}

export interface Parameter {
  name: string;
  in: 'query' | 'path';
  required?: boolean;
  description?: string;
  schema: object;
  style?: string;
  explode?: boolean;
}

export interface ApiRoute {
  method: string;
  path: string;
}

/** The routes of the router, without its middleware. */
export function listRoutes(routes: readonly RouterRoute[]): ApiRoute[] {
  const keys = new Set(routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`));
  return [...keys].map((key) => {
    const [method = '', path = ''] = key.split(' ');
    return { method, path };
  });
}

/**
 * The OpenAPI 3.1 description: routes, roles and parameters from the router itself, bodies from the contract's schemas.
 * @param descriptions by `GET /api/sources`
 */
export function toOpenApi(
  routes: readonly RouterRoute[],
  descriptions: Readonly<Record<string, RouteDescription>>,
  schemas: Readonly<Record<string, z.$ZodType>>,
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path } of listRoutes(routes)) {
    const described = descriptions[`${method} ${path}`];
    if (!described) continue;
    const at = path.replace(/:(\w+)/g, '{$1}');
    paths[at] = { ...paths[at], [method.toLowerCase()]: toOperation(handlersOf(routes, method, path), described) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Watchfloor', version: '1', description: 'Times are milliseconds since 1970-01-01T00:00:00Z.' },
    paths,
    components: { schemas: toComponents(schemas) },
  };
}

function handlersOf(routes: readonly RouterRoute[], method: string, path: string): object[] {
  return routes.filter((route) => route.method === method && route.path === path).map(({ handler }) => handler);
}

function toOperation(handlers: readonly object[], { summary, answer, problems, query = [] }: RouteDescription): object {
  const body = 'schema' in answer ? { 'application/json': { schema: toReference(answer.schema) } } : undefined;
  const other = 'mediaType' in answer ? { [answer.mediaType]: { schema: { type: 'string' } } } : {};
  return {
    summary,
    'x-role': handlers.map(roleOf).find((role) => role !== undefined),
    parameters: [...handlers.flatMap(toParameters), ...query],
    responses: { 200: { description: summary, content: body ?? other }, ...toProblemResponses(problems) },
  };
}

/** Codes that share a status share a response. */
function toProblemResponses(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = Map.groupBy(codes, (code) => problemCodes[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: `Problem (RFC 9457): ${same.join(', ')}`,
        content: { 'application/problem+json': { schema: toReference('Problem') } },
      },
    ]),
  );
}

function toParameters(handler: object): Parameter[] {
  const validated = schemaOf(handler);
  if (!validated || (validated.target !== 'param' && validated.target !== 'query')) return [];
  const where = validated.target === 'param' ? 'path' : 'query';
  const { properties = {}, required = [] } = z.toJSONSchema(validated.schema, { io: 'input' }) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: where,
    required: required.includes(name),
    schema,
  }));
}

function toComponents(schemas: Readonly<Record<string, z.$ZodType>>): object {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  return z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'output' }).schemas;
}

function toReference(name: string): object {
  return { $ref: `#/components/schemas/${name}` };
}
