import { toText } from '../json.ts';
import { asList, asObject, asTexts } from '../server/control-arguments.ts';
import type { ControlRoutes } from '../server/control-server.ts';
import type { Scripts } from '../server/scripts.ts';
import { type ControlActions, vendorControlRoutes } from '../server/vendor-controls.ts';
import type { Resource } from './filters.ts';
import type { OracleFilter } from './oracle.ts';
import type { UsmSimulator } from './simulator.ts';
import type { InsertedRecord } from './store.ts';

const PREFIX = '/usm-anywhere';

/** The JavaScript object's abilities over HTTP, path by path as the package's README lists them. */
export function usmControlRoutes(simulator: UsmSimulator, scripts: Scripts): ControlRoutes {
  const { oracle } = simulator;
  const state = () => ({ tokenCalls: simulator.tokenCalls, tokenLifeS: simulator.tokenLifeS });
  return {
    ...vendorControlRoutes(PREFIX, simulator, scripts, actions, state),
    [`POST ${PREFIX}/oracle`]: (body) => {
      const { resource, filter, sinceSeq, mode } = asObject(body);
      const wanted = (filter ?? {}) as OracleFilter;
      const of = asResource(resource);
      if (mode === 'throughout') return oracle.matchedThroughout(of, wanted, Number(sinceSeq));
      if (mode === 'sometime') return oracle.matchedSometime(of, wanted, Number(sinceSeq));
      return oracle[of](wanted);
    },
  };
}

const actions: ControlActions<UsmSimulator> = {
  insertAlarms: (simulator, argument) => simulator.insertAlarms(asList(argument) as InsertedRecord[]),
  insertEvents: (simulator, argument) => simulator.insertEvents(asList(argument) as InsertedRecord[]),
  close: (simulator, argument) => simulator.setStatus(asTexts(argument), 'closed'),
  setStatus: (simulator, argument) => {
    const { ids, status } = asObject(argument);
    simulator.setStatus(asTexts(ids), toText(status));
  },
  mutate: (simulator, argument) => {
    const { resource, ids, patch } = asObject(argument);
    simulator.mutate(asResource(resource), asTexts(ids), asObject(patch));
  },
  remove: (simulator, argument) => {
    const { resource, ids } = asObject(argument);
    simulator.remove(asResource(resource), asTexts(ids));
  },
  tokens: (simulator, argument) => {
    const { revoke, lifeS } = asObject(argument);
    if (typeof lifeS === 'number') simulator.tokenLifeS = lifeS;
    if (revoke === true) simulator.revokeTokens();
  },
  client: (simulator, argument) => simulator.disableClient(asObject(argument)['disabled'] === true),
};

function asResource(value: unknown): Resource {
  if (value === 'alarms' || value === 'events') return value;
  throw new Error('resource must be alarms or events');
}
