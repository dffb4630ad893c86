import {
  newPersonSchema,
  type PeopleAnswer,
  type PersonAnswer,
  personChangeSchema,
  personIdSchema,
  roleAccessChangeSchema,
  roleSchema,
} from '@watchfloor/contract';
import { Hono } from 'hono';
import * as z from 'zod/mini';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { actorOf } from './identify.ts';
import type { Identity } from './identity.ts';
import type { RequestReader } from './request-reader.ts';

const personParamSchema = z.object({ id: personIdSchema });
const roleParamSchema = z.object({ role: roleSchema });

/** Administrators let people in, say what they may do and see, and put them out. */
export function createPeopleRoutes(identity: () => Identity, read: RequestReader) {
  return new Hono<AppEnv>()
    .get('/people', guard('admin'), validate('query', nothingSchema), async (c) => {
      const answer: PeopleAnswer = await identity().people.list();
      return c.json(answer);
    })
    .post('/people', guard('admin'), validate('json', newPersonSchema), async (c) => {
      const { people, invite } = identity();
      const person = await people.create(c.req.valid('json'), actorOf(c));
      const answer: PersonAnswer = { person, link: await invite(person.id, read.origin(c), actorOf(c)) };
      return c.json(answer);
    })
    .patch(
      '/people/:id',
      guard('admin'),
      validate('param', personParamSchema),
      validate('json', personChangeSchema),
      async (c) => {
        const { id } = c.req.valid('param');
        const answer: PersonAnswer = { person: await identity().people.change(id, c.req.valid('json'), actorOf(c)) };
        return c.json(answer);
      },
    )
    .post(
      '/people/:id/link',
      guard('admin'),
      validate('param', personParamSchema),
      validate('query', nothingSchema),
      async (c) => c.json(await identity().invite(c.req.valid('param').id, read.origin(c), actorOf(c))),
    )
    .delete(
      '/people/:id/sessions',
      guard('admin'),
      validate('param', personParamSchema),
      validate('query', nothingSchema),
      async (c) => {
        const { id } = c.req.valid('param');
        const answer: PersonAnswer = { person: await identity().people.get(id) };
        await identity().sessions.endAllOf(id, actorOf(c));
        return c.json(answer);
      },
    )
    .put(
      '/people/roles/:role/access',
      guard('admin'),
      validate('param', roleParamSchema),
      validate('json', roleAccessChangeSchema),
      async (c) => {
        const { access } = c.req.valid('json');
        const answer: PeopleAnswer = await identity().people.limitRole(c.req.valid('param').role, access, actorOf(c));
        return c.json(answer);
      },
    );
}
