import { type Access, sourcesAnswerSchema } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listRoutes } from '../http/openapi.ts';
import { asOwnPage, fakeApp, readProblem } from '../testing/fake-app.ts';
import { fakeConnection, fakeRecord } from '../testing/fake-source.ts';
import { operator } from '../testing/operator.ts';

const ids = ['emea-usm', 'apac-usm', 'hq-kuma', 'lab-leen'];

/** An app over all connections, as somebody with this access sees it; `asked` counts calls into their readers. */
function appFor(access: Access, present = ids) {
  const asked: string[] = [];
  const parts = { record: fakeRecord('1'), why: null, facts: [], sections: [], raw: '{}' };
  const connections = present.map((id) => {
    const note = () => void asked.push(id);
    const looked = { rows: 0, from: 0, to: 0, whole: true };
    const section = { id: 's', title: 'S', kind: 'facts' as const, facts: [] };
    return fakeConnection(
      {
        get: () => Promise.resolve(parts).finally(note),
        related: () => Promise.resolve({ links: [], looked }).finally(note),
        section: () => Promise.resolve({ section } as never).finally(note),
      },
      id,
    );
  });
  const principal = { ...operator, role: 'viewer' as const, access, scope: JSON.stringify(access) };
  return { ...fakeApp({ connections, principal, now: () => 1_000_000 }), asked };
}

const { app: anyApp } = appFor('all');
const routes = listRoutes(anyApp.routes).filter(({ path }) => path.startsWith('/api/explore/:connection'));

/** Everything that a response tells, with the asked name taken out. */
async function told(app: typeof anyApp, path: string, id: string) {
  const response = await app.request(
    asOwnPage(path.replace(':connection', id), { headers: { 'x-request-id': 'same-request-id' } }),
  );
  const headers = [...response.headers].filter(([name]) => name !== 'content-security-policy');
  const text = [response.status, ...headers.map(([name, value]) => `${name}: ${value}`), await response.text()].join(
    '\n',
  );
  return text.replaceAll(id, '<id>');
}

const fill = (path: string) => path.replace(':resource', 'alarms').replace(':key', '1').replace(':section', 's');
const accessArbitrary = fc.subarray(ids);

describe('a connection outside the caller’s access', () => {
  it('answers on every route as one that does not exist, and is never asked', async () => {
    expect(routes.length).toBeGreaterThanOrEqual(5);
    await fc.assert(
      fc.asyncProperty(
        accessArbitrary,
        fc.constantFrom(...ids),
        fc.constantFrom(...routes),
        async (access, id, { path }) => {
          fc.pre(!access.includes(id));
          const { app, asked } = appFor(access);
          expect(await told(app, fill(path), id)).toBe(await told(app, fill(path), 'no-such-connection'));
          // The same server without the hidden ones says the same, so that they leave no trace.
          expect(await told(app, fill(path), id)).toBe(await told(appFor('all', access).app, fill(path), id));
          expect(asked).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is in no catalogue, not even as a name in an error', async () => {
    await fc.assert(
      fc.asyncProperty(accessArbitrary, async (access) => {
        const { app } = appFor(access);
        const catalogue = sourcesAnswerSchema.parse(await (await app.request(asOwnPage('/api/sources'))).json());
        expect(catalogue.connections.map(({ id }) => id)).toEqual(ids.filter((id) => access.includes(id)));
        const problem = await readProblem(await app.request(asOwnPage('/api/explore/none/alarms')));
        expect(problem.detail).toBe(`No connection "none". There are: ${access.join(', ') || 'none'}.`);
      }),
      { numRuns: 16 },
    );
  });

  it('control: inside it, every route tells it apart from one that does not exist', async () => {
    for (const { path } of routes) {
      const { app, asked } = appFor(['hq-kuma']);
      expect(await told(app, fill(path), 'hq-kuma')).not.toBe(await told(app, fill(path), 'no-such-connection'));
      const isList = path === '/api/explore/:connection/:resource';
      expect(asked, path).toEqual(isList ? [] : ['hq-kuma']);
    }
  });
});
