import type { Vendor } from '@watchfloor/connectors';
import {
  densities,
  type Params,
  parseExploreParams,
  type Resource,
  type ViewContent,
  viewLimits,
  viewNameSchema,
} from '@watchfloor/contract';
import * as z from 'zod/mini';
import { ProblemError } from '../http/problem.ts';
import { parseListAsk } from '../sources/question.ts';
import { toNameKey } from '../views/view-name.ts';
import { checkSchema } from './check-schema.ts';
import type { ConfiguredConnection } from './connection-settings.ts';
import type { ConfigPath, Mistake } from './mistake.ts';
import { suggest } from './suggest.ts';
import type { YamlSource } from './yaml-source.ts';

/** A view that the operator's file brings: everyone's, and changed nowhere else. */
export interface ProvisionedView {
  /** As in the file; unique there. */
  id: string;
  name: string;
  content: ViewContent;
}

export interface ReadingViews {
  source: YamlSource;
  vendors: readonly Vendor[];
  /** Of this file; more may have been added in the browser. */
  connections: readonly ConfiguredConnection[];
  mistakes: Mistake[];
  warnings: Mistake[];
}

/** YAML reads `true` and `7` as no strings; a filter's value is always one. */
const valueSchema = z.pipe(
  z.union([z.string().check(z.minLength(1)), z.boolean(), z.number()], 'Has to be a value, or a list of values.'),
  z.transform(String),
);
const entrySchema = z.strictObject({
  id: z
    .string()
    .check(
      z.maxLength(64),
      z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'Has to be small letters, digits and single hyphens: usm-open.'),
    ),
  name: viewNameSchema,
  vendor: z.optional(z.string()),
  connection: z.optional(z.string()),
  resource: z.string(),
  /** As a link has them: `not_` before a name turns the filter round. */
  filters: z.optional(
    z.record(z.string(), z.union([valueSchema, z.array(valueSchema)], 'Has to be a value, or a list of values.')),
  ),
  range: z.optional(z.strictObject({ from: z.string(), to: z.string() })),
  order: z.optional(z.string()),
  columns: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(viewLimits.columns))),
  density: z.optional(z.enum(densities)),
});
type Entry = z.infer<typeof entrySchema>;

/** Words of a question that are no filters, so that a filter of that name would vanish. */
const noFilters: readonly string[] = ['from', 'to', 'order', 'cursor', 'rows'];

/** Reads `views`. What the vendor of a view can filter is known where this file has a connection to it. */
export function readViews(entries: readonly unknown[], reading: ReadingViews): ProvisionedView[] {
  const { source, mistakes } = reading;
  const seen = { id: new Map<string, number>(), name: new Map<string, number>() };
  return entries.flatMap((data, index) => {
    const path = ['views', index];
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      const message = 'Has to be a view: id, name, vendor or connection, resource, filters, range, order.';
      mistakes.push(source.mistakeAt(path, message));
      return [];
    }
    const entry = checkSchema(entrySchema, data, path, source, mistakes);
    if (!entry) return [];
    const before = mistakes.length;
    for (const [key, value] of [['id', entry.id] as const, ['name', toNameKey(entry.name)] as const]) {
      const earlier = seen[key].get(value);
      if (earlier === undefined) seen[key].set(value, index);
      else mistakes.push(source.mistakeAt([...path, key], `Is the ${key} of views[${earlier}] already.`));
    }
    const view = readView(entry, path, reading);
    return mistakes.length > before ? [] : [view];
  });
}

function readView(entry: Entry, path: ConfigPath, reading: ReadingViews): ProvisionedView {
  const { id, name, range = null, order = null, columns, density = null } = entry;
  const resource = findResource(entry, path, reading);
  if (resource) checkColumns(columns ?? [], resource, path, reading);
  const content: ViewContent = {
    target:
      entry.connection === undefined
        ? { kind: 'vendor', vendor: entry.vendor ?? '', resource: entry.resource }
        : { kind: 'connection', connection: entry.connection, resource: entry.resource },
    filters: readFilters(entry, resource, path, reading),
    range,
    order,
    columns: columns?.map((column) => ({ name: column })) ?? null,
    density,
  };
  return { id, name, content };
}

/** @returns undefined where it is not known, which is a mistake unless it may be known later */
function findResource(entry: Entry, path: ConfigPath, reading: ReadingViews): Resource | undefined {
  const { source, vendors, connections, mistakes, warnings } = reading;
  if ((entry.vendor === undefined) === (entry.connection === undefined)) {
    mistakes.push(source.mistakeAt(path, 'Has to name either a vendor or a connection.'));
    return undefined;
  }
  if (entry.vendor !== undefined && !vendors.some(({ name }) => name === entry.vendor)) {
    const known = vendors.map(({ name }) => name);
    const message = `Is not a vendor that Watchfloor knows.${suggest(entry.vendor, known)} Known: ${known.join(', ')}.`;
    mistakes.push(source.mistakeAt([...path, 'vendor'], message));
    return undefined;
  }
  const connection = connections.find(({ id, vendor }) =>
    entry.connection === undefined ? vendor.name === entry.vendor : id === entry.connection,
  );
  if (!connection) {
    if (entry.connection !== undefined) {
      const hint = suggest(
        entry.connection,
        connections.map(({ id }) => id),
      );
      const message = `Is no connection of this file.${hint} The view waits until it is added in the browser.`;
      warnings.push(source.mistakeAt([...path, 'connection'], message));
    }
    return undefined;
  }
  const resources = connection.vendor.resources(connection.config).map((reader) => reader.resource);
  const resource = resources.find(({ name }) => name === entry.resource);
  if (!resource) {
    const known = resources.map(({ name }) => name);
    const message = `Is not a list of ${connection.vendor.label}.${suggest(entry.resource, known)} Known: ${known.join(', ') || 'none'}.`;
    mistakes.push(source.mistakeAt([...path, 'resource'], message));
  }
  return resource;
}

function checkColumns(
  columns: readonly string[],
  resource: Resource,
  path: ConfigPath,
  { source, mistakes }: ReadingViews,
): void {
  const known = resource.columns.map(({ name }) => name);
  for (const [index, name] of columns.entries()) {
    if (known.includes(name) && columns.indexOf(name) === index) continue;
    const message = known.includes(name)
      ? 'Is listed twice.'
      : `Is not a column of this list.${suggest(name, known)} Known: ${known.join(', ')}.`;
    mistakes.push(source.mistakeAt([...path, 'columns', index], message));
  }
}

/** By the rules of a link to the list, so that a view asks for nothing that the list would refuse. */
function readFilters(
  entry: Entry,
  resource: Resource | undefined,
  path: ConfigPath,
  { source, mistakes }: ReadingViews,
): ViewContent['filters'] {
  const { filters: given = {}, range, order } = entry;
  const at = (name: string) => {
    if (Object.hasOwn(given, name)) return [...path, 'filters', name];
    return name === 'order' ? [...path, name] : [...path, 'range', name];
  };
  const misnamed = Object.keys(given).filter((name) => noFilters.includes(name));
  for (const name of misnamed) mistakes.push(source.mistakeAt(at(name), 'Is not the name of a filter.', 'key'));
  if (misnamed.length > 0) return {};
  const params: Params = { ...given, ...range, ...(order !== undefined && { order }) };
  if (resource) {
    try {
      return parseListAsk(params, resource, Date.now()).query.filters;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      for (const { parameter, detail } of error.extras.errors ?? []) {
        mistakes.push(source.mistakeAt(at(parameter), detail));
      }
      return {};
    }
  }
  const { query, problems } = parseExploreParams(params, { defaults: { from: 'now-24h', to: 'now' } });
  for (const { parameter, detail } of problems) mistakes.push(source.mistakeAt(at(parameter), detail));
  return query.filters;
}
