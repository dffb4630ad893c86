import type { OpenConnection } from '@watchfloor/connectors';
import {
  type Problem,
  problemSchema,
  type Role,
  type View,
  type ViewContent,
  viewAnswerSchema,
  viewsAnswerSchema,
} from '@watchfloor/contract';
import type * as z from 'zod/mini';
import type { ProvisionedView } from '../../config/view-settings.ts';
import type { Principal } from '../../http/guard.ts';
import type { Database } from '../../store/database.ts';
import { asOwnPage, fakeApp } from '../../testing/fake-app.ts';

/** `alarms` of the connection `fake`, with one filter. */
export function content(differs: Partial<ViewContent> = {}): ViewContent {
  return {
    target: { kind: 'connection', connection: 'fake', resource: 'alarms' },
    filters: { severity: { include: ['high'], exclude: [] } },
    range: { from: 'now-24h', to: 'now' },
    order: 'time-asc',
    columns: null,
    density: null,
    ...differs,
  };
}

export const on = (connection: string): Partial<ViewContent> => ({
  target: { kind: 'connection', connection, resource: 'alarms' },
});

export interface Answered {
  status: number;
  body: unknown;
}

/** A browser of one person. */
export interface Desk {
  ask(method: string, path: string, body?: unknown): Promise<Answered>;
  /** The names of the views that they see, in order. */
  names(): Promise<string[]>;
  list(): Promise<z.infer<typeof viewsAnswerSchema>>;
  save(name: string, differs?: { content?: ViewContent; sharing?: View['sharing'] }): Promise<View>;
}

export interface Stage {
  database: Pick<Database, 'sql' | 'transaction'>;
  connections: OpenConnection[];
  provisioned?: readonly ProvisionedView[];
}

/** The whole app as one person meets it: guards, validation, handlers, SQL. */
export function sitDown(stage: Stage, name: string, role: Role, access: Principal['access'] = 'all'): Desk {
  const principal: Principal = { id: `id-of-${name}`, name, role, access, scope: JSON.stringify(access) };
  const { app } = fakeApp({ ...stage, principal });
  const ask: Desk['ask'] = async (method, path, body) => {
    const headers = { 'x-watchfloor': '1', 'content-type': 'application/json' };
    const request = asOwnPage(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const response = await app.request(request);
    return { status: response.status, body: await response.json() };
  };
  const list: Desk['list'] = async () => viewsAnswerSchema.parse((await ask('GET', '/api/views')).body);
  return {
    ask,
    list,
    names: async () => (await list()).views.map((view) => view.name),
    save: async (as, { content: kept = content(), sharing = 'private' } = {}) =>
      toView(await ask('POST', '/api/views', { name: as, content: kept, sharing })),
  };
}

/** @throws where the answer is a problem */
export function toView({ status, body }: Answered): View {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return viewAnswerSchema.parse(body).view;
}

export function toProblem({ body }: Answered): Problem {
  return problemSchema.parse(body);
}
