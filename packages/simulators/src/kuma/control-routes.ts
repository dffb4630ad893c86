import { toText } from '../json.ts';
import { asList, asObject, asTexts } from '../server/control-arguments.ts';
import type { ControlRoutes } from '../server/control-server.ts';
import type { Scripts } from '../server/scripts.ts';
import { type ControlActions, vendorControlRoutes } from '../server/vendor-controls.ts';
import { type KumaAccess, kumaEndpoints } from './access.ts';
import type { InsertedAlert } from './inserted-alerts.ts';
import type { KumaFilter } from './oracle.ts';
import type { KumaSimulator } from './simulator.ts';

const PREFIX = '/kuma';

/** The JavaScript object's abilities over HTTP, path by path as the package's README lists them. */
export function kumaControlRoutes(simulator: KumaSimulator, scripts: Scripts): ControlRoutes {
  const { oracle } = simulator;
  const state = () => {
    const { token: _secret, ...access } = simulator.access;
    return { console: simulator.consoleOrigin, access };
  };
  return {
    ...vendorControlRoutes(PREFIX, simulator, scripts, actions, state),
    [`POST ${PREFIX}/oracle`]: (body) => {
      const { filter, sinceSeq, mode } = asObject(body);
      const wanted = (filter ?? {}) as KumaFilter;
      if (mode === 'throughout') return oracle.matchedThroughout(wanted, Number(sinceSeq));
      if (mode === 'sometime') return oracle.matchedSometime(wanted, Number(sinceSeq));
      return oracle.alerts(wanted);
    },
    [`GET ${PREFIX}/facts`]: (_body, query) => {
      const facts = oracle.facts(query.get('id') ?? '');
      if (!facts) throw new Error('no such alert');
      return facts;
    },
  };
}

const actions: ControlActions<KumaSimulator> = {
  insertAlerts: (simulator, argument) => simulator.insertAlerts(asList(argument) as InsertedAlert[]),
  hit: (simulator, argument) => {
    const { ids, ...hit } = asObject(argument);
    return simulator.hit(asTexts(ids), hit);
  },
  setStatus: (simulator, argument) => {
    const { ids, status, assignee, closingReason } = asObject(argument);
    const by: { assignee?: string; closingReason?: string } = {};
    if (assignee !== undefined) by.assignee = toText(assignee);
    if (closingReason !== undefined) by.closingReason = toText(closingReason);
    simulator.setStatus(asTexts(ids), toText(status), by);
  },
  close: (simulator, argument) => simulator.setStatus(asTexts(argument), 'closed', { closingReason: 'responded' }),
  mutate: (simulator, argument) => {
    const { ids, patch } = asObject(argument);
    simulator.mutate(asTexts(ids), asObject(patch));
  },
  remove: (simulator, argument) => simulator.remove(asTexts(asList(argument))),
  access: (simulator, argument) => setAccess(simulator.access, argument),
};

function setAccess(access: KumaAccess, argument: unknown): void {
  const wanted = asObject(argument);
  for (const [name, value] of Object.entries(wanted)) {
    if (!(name in access)) throw new Error(`access has no ${name}`);
    const current = access[name as keyof KumaAccess];
    if (Array.isArray(current) !== Array.isArray(value) || typeof current !== typeof value) {
      throw new Error(`access.${name}: wrong type`);
    }
  }
  const endpoints = asTexts(wanted['deniedEndpoints'] ?? []);
  const unknown = endpoints.find((endpoint) => !kumaEndpoints.some((known) => known === endpoint));
  if (unknown !== undefined) throw new Error(`unknown endpoint ${unknown}; known: ${kumaEndpoints.join(', ')}`);
  Object.assign(access, wanted);
}
