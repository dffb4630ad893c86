import { isObject, type JsonObject, toText } from '../json.ts';
import type { ControlRoutes } from '../server/control-server.ts';
import type { Fault } from '../server/faults.ts';
import type { Scripts } from '../server/scripts.ts';
import type { Resource } from './filters.ts';
import type { OracleFilter } from './oracle.ts';
import type { UsmSimulator } from './simulator.ts';
import type { InsertedRecord } from './store.ts';
import type { UsmSwitches } from './switches.ts';

const PREFIX = '/usm-anywhere';

/** The JavaScript object's abilities over HTTP, path by path as the package's README lists them. */
export function usmControlRoutes(simulator: UsmSimulator, scripts: Scripts): ControlRoutes {
  const { oracle } = simulator;
  return {
    [`GET ${PREFIX}/state`]: () => ({
      origin: simulator.origin,
      now: simulator.clock.now(),
      frozen: simulator.clock.frozen,
      tokenCalls: simulator.tokenCalls,
      tokenLifeS: simulator.tokenLifeS,
      limits: simulator.limits,
      peak: simulator.peak,
      violations: simulator.violations.length,
      requests: simulator.requests.length,
      faults: simulator.faults.pending,
      scripts: scripts.waiting,
      switches: simulator.switches,
      journalSeq: oracle.journal.seq,
    }),
    [`GET ${PREFIX}/requests`]: () => simulator.requests,
    [`DELETE ${PREFIX}/requests`]: () => void (simulator.requests.length = 0),
    [`GET ${PREFIX}/violations`]: () => simulator.violations,
    [`DELETE ${PREFIX}/violations`]: () => void (simulator.violations.length = 0),
    [`GET ${PREFIX}/journal`]: (_body, query) => oracle.journal.since(Number(query.get('since') ?? 0)),
    [`POST ${PREFIX}/oracle`]: (body) => {
      const { resource, filter, sinceSeq, mode } = asObject(body);
      const wanted = (filter ?? {}) as OracleFilter;
      const of = asResource(resource);
      if (mode === 'throughout') return oracle.matchedThroughout(of, wanted, Number(sinceSeq));
      if (mode === 'sometime') return oracle.matchedSometime(of, wanted, Number(sinceSeq));
      return oracle[of](wanted);
    },
    [`POST ${PREFIX}/faults`]: (body) => {
      for (const fault of Array.isArray(body) ? body : [body]) simulator.faults.next(fault as Fault);
    },
    [`DELETE ${PREFIX}/faults`]: () => simulator.faults.clear(),
    [`GET ${PREFIX}/switches`]: () => simulator.switches,
    [`POST ${PREFIX}/switches`]: (body) => setSwitches(simulator.switches, asObject(body)),
    [`POST ${PREFIX}/limits`]: (body) =>
      Object.assign(simulator.limits, pickNumbers(asObject(body), ['getPerS', 'postPerS'])),
    [`POST ${PREFIX}/listening`]: (body) => simulator.setListening(asObject(body)['on'] === true),
    [`POST ${PREFIX}/script`]: (body) => {
      const { after, path, actions } = asObject(body);
      const list = Array.isArray(actions) ? actions : [];
      for (const action of list) checkAction(action);
      scripts.add({
        after: Number(after ?? 1),
        path: typeof path === 'string' ? path : undefined,
        run: () => {
          for (const action of list) perform(simulator, asObject(action));
        },
      });
    },
    ...Object.fromEntries(
      Object.keys(actions).map((name) => [
        `POST ${PREFIX}/${name}`,
        (body: unknown) => perform(simulator, { [name]: body } as JsonObject),
      ]),
    ),
  };
}

/** What a script may do, each also a control of its own: `POST /usm-anywhere/<name>` with the argument as body. */
const actions: Readonly<Record<string, (simulator: UsmSimulator, argument: unknown) => unknown>> = {
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
  clock: (simulator, argument) => {
    const { advanceMs, setMs, freeze, resume } = asObject(argument);
    if (freeze === true) simulator.clock.freeze();
    if (typeof setMs === 'number') simulator.clock.set(setMs);
    if (typeof advanceMs === 'number') simulator.advance(advanceMs);
    if (resume === true) simulator.clock.resume();
    return { now: simulator.clock.now() };
  },
  tokens: (simulator, argument) => {
    const { revoke, lifeS } = asObject(argument);
    if (typeof lifeS === 'number') simulator.tokenLifeS = lifeS;
    if (revoke === true) simulator.revokeTokens();
  },
  client: (simulator, argument) => simulator.disableClient(asObject(argument)['disabled'] === true),
};

function perform(simulator: UsmSimulator, action: JsonObject): unknown {
  let result: unknown;
  for (const [name, argument] of Object.entries(action)) result = actions[name]?.(simulator, argument);
  return result;
}

function checkAction(action: unknown): void {
  for (const name of Object.keys(asObject(action))) {
    if (!(name in actions)) throw new Error(`unknown action ${name}; known: ${Object.keys(actions).join(', ')}`);
  }
}

function setSwitches(switches: UsmSwitches, wanted: JsonObject): UsmSwitches {
  for (const [name, value] of Object.entries(wanted)) {
    if (!(name in switches)) throw new Error(`unknown switch ${name}`);
    if (typeof value !== typeof switches[name as keyof UsmSwitches]) throw new Error(`switch ${name}: wrong type`);
  }
  return Object.assign(switches, wanted);
}

function pickNumbers(from: JsonObject, names: readonly string[]): Record<string, number> {
  const entries = names.flatMap((name) => (typeof from[name] === 'number' ? [[name, from[name]] as const] : []));
  return Object.fromEntries(entries);
}

function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error('a JSON object was expected');
  return value;
}

function asList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('a list was expected');
  return value;
}

function asTexts(value: unknown): string[] {
  return asList(value).map(String);
}

function asResource(value: unknown): Resource {
  if (value === 'alarms' || value === 'events') return value;
  throw new Error('resource must be alarms or events');
}
