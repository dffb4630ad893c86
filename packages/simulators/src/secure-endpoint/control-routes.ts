import { asList, asObject, asTexts } from '../server/control-arguments.ts';
import type { ControlRoutes } from '../server/control-server.ts';
import type { Scripts } from '../server/scripts.ts';
import { type ControlActions, vendorControlRoutes } from '../server/vendor-controls.ts';
import type { InsertedEvent } from './inserted-events.ts';
import type { EventOracleFilter } from './oracle.ts';
import type { SecureEndpointSimulator } from './simulator.ts';

const PREFIX = '/secure-endpoint';

/** The JavaScript object's abilities over HTTP, path by path as the package's README lists them. */
export function secureEndpointControlRoutes(simulator: SecureEndpointSimulator, scripts: Scripts): ControlRoutes {
  const { oracle } = simulator;
  return {
    ...vendorControlRoutes(PREFIX, simulator, scripts, actions, () => ({ disabled: simulator.clientDisabled })),
    [`POST ${PREFIX}/oracle`]: (body) => {
      const { filter, sinceSeq, mode } = asObject(body);
      const wanted = (filter ?? {}) as EventOracleFilter;
      if (mode === 'throughout') return oracle.matchedThroughout(wanted, Number(sinceSeq));
      if (mode === 'sometime') return oracle.matchedSometime(wanted, Number(sinceSeq));
      return oracle.events(wanted);
    },
    // Texts, since a record parsed and written again would lose its id's last digits.
    [`POST ${PREFIX}/raw`]: (body) => asTexts(body).map((key) => oracle.raw(key)),
  };
}

const actions: ControlActions<SecureEndpointSimulator> = {
  insertEvents: (simulator, argument) => simulator.insertEvents(asList(argument) as InsertedEvent[]),
  mutate: (simulator, argument) => {
    const { ids, patch } = asObject(argument);
    simulator.mutate(asTexts(ids), asObject(patch));
  },
  remove: (simulator, argument) => simulator.remove(asTexts(asObject(argument)['ids'])),
  client: (simulator, argument) => simulator.disableClient(asObject(argument)['disabled'] === true),
};
