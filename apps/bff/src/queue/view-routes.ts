import {
  type Connection,
  type Params,
  queueResource,
  toExploreParams,
  toShippedViews,
  type View,
} from '@watchfloor/contract';
import { type Context, Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { validate } from '../http/validate.ts';
import { exploreQuerySchema } from '../sources/route-schemas.ts';
import { callerOf } from './caller.ts';
import type { GroupDesk } from './group-desk.ts';

const rangeSchema = z.strictObject({
  from: z.optional(z.string().check(z.maxLength(40))),
  to: z.optional(z.string().check(z.maxLength(40))),
});

export interface ViewSources {
  /** That the caller may see. */
  connectionsOf(c: Context<AppEnv>): readonly Connection[];
  /** Saved views that the caller may see. */
  viewsOf(c: Context<AppEnv>): Promise<readonly View[]>;
}

/** Views that are counted: the shipped ones, and of the saved ones as many of the first. */
const savedMax = 40;

/** What stands around the list: its groups, the values of a filter, and what each view counts. */
export function createQueueViewRoutes(queue: GroupDesk, { connectionsOf, viewsOf }: ViewSources) {
  return new Hono<AppEnv>()
    .get('/queue/groups', guard('viewer'), validate('query', exploreQuerySchema), async (c) => {
      const { group, group_order, ...params } = c.req.valid('query');
      return c.json(await queue.groups(params, { by: group, order: group_order }, callerOf(c)));
    })
    .get('/queue/values', guard('viewer'), validate('query', exploreQuerySchema), async (c) => {
      const { facet, find, ...params } = c.req.valid('query');
      return c.json(await queue.values(params, { name: oneOf(facet), text: oneOf(find) ?? '' }, callerOf(c)));
    })
    .get('/queue/counts', guard('viewer'), validate('query', rangeSchema), async (c) => {
      const here = c.req.valid('query');
      const saved = (await viewsOf(c)).filter(({ content }) => content?.target.kind === 'queue').slice(0, savedMax);
      const views = [...toShippedViews(connectionsOf(c)), ...saved.flatMap((view) => toCounted(view, here))];
      return c.json(await queue.counts(views, callerOf(c)));
    });
}

/** A view that keeps no range is counted over the one that is on the screen, as it would open. */
function toCounted({ id, content }: View, here: z.infer<typeof rangeSchema>): { id: string; params: Params }[] {
  if (!content) return [];
  const usual = { from: String(queueResource.opensWith.from), to: String(queueResource.opensWith.to) };
  const range =
    content.range ?? (here.from !== undefined && here.to !== undefined ? { from: here.from, to: here.to } : usual);
  return [{ id, params: toExploreParams({ filters: content.filters, ...range }) }];
}

const oneOf = (given: Params[string] | undefined) => (typeof given === 'string' ? given : undefined);
