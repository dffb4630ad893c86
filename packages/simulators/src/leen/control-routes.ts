import { asList, asObject, asTexts } from '../server/control-arguments.ts';
import type { ControlRoutes } from '../server/control-server.ts';
import type { Scripts } from '../server/scripts.ts';
import { type ControlActions, vendorControlRoutes } from '../server/vendor-controls.ts';
import type { InsertedFinding } from './inserted-records.ts';
import type { LeenOracleFilter } from './oracle.ts';
import type { LeenSimulator } from './simulator.ts';

const PREFIX = '/leen';

/** The JavaScript object's abilities over HTTP, path by path as the package's README lists them. */
export function leenControlRoutes(simulator: LeenSimulator, scripts: Scripts): ControlRoutes {
  const { oracle } = simulator;
  return {
    ...vendorControlRoutes(PREFIX, simulator, scripts, actions, () => ({ health: simulator.switches.health })),
    [`POST ${PREFIX}/oracle`]: (body) => {
      const { filter, sinceSeq, mode, of } = asObject(body);
      const wanted = (filter ?? {}) as LeenOracleFilter;
      if (mode === 'throughout') return oracle.matchedThroughout(wanted, Number(sinceSeq));
      if (mode === 'sometime') return oracle.matchedSometime(wanted, Number(sinceSeq));
      return of === 'items' ? oracle.items(wanted) : oracle.findings(wanted);
    },
  };
}

const actions: ControlActions<LeenSimulator> = {
  insertFindings: (simulator, argument) => simulator.insertFindings(asList(argument) as InsertedFinding[]),
  insertOddFindings: (simulator) => simulator.insertOddFindings(),
  update: (simulator, argument) => {
    const { ids, patch } = asObject(argument);
    simulator.update(asTexts(ids), asObject(patch ?? {}));
  },
  close: (simulator, argument) => simulator.closeFindings(asTexts(argument)),
  mutate: (simulator, argument) => {
    const { ids, patch } = asObject(argument);
    simulator.mutate(asTexts(ids), asObject(patch));
  },
  remove: (simulator, argument) => simulator.remove(asTexts(asObject(argument)['ids'])),
  expireCursors: (simulator) => simulator.expireCursors(),
  sync: (simulator) => simulator.sync(),
};
