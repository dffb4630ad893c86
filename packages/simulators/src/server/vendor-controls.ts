import type { JsonObject } from '../json.ts';
import type { ScenarioClock } from '../scenario/clock.ts';
import type { SetListening } from './api-server.ts';
import { asObject } from './control-arguments.ts';
import type { ControlRoutes } from './control-server.ts';
import type { Fault, FaultQueue } from './faults.ts';
import type { RequestLogEntry } from './request-log.ts';
import type { Scripts } from './scripts.ts';

/** What every vendor's simulator offers, and so what can be controlled the same way. */
export interface Controllable {
  origin: string;
  switches: object;
  faults: FaultQueue;
  requests: RequestLogEntry[];
  violations: unknown[];
  /** Numbers, whatever the vendor counts by. */
  limits: object;
  peak: object;
  clock: ScenarioClock;
  setListening: SetListening;
  advance(ms: number): void;
  oracle: { journal: { seq: number; since(seq: number): unknown[] } };
}

/** What a script may do, each also a control of its own: `POST <prefix>/<name>` with the argument as body. */
export type ControlActions<Simulator> = Readonly<Record<string, (simulator: Simulator, argument: unknown) => unknown>>;

/** State, logs, faults, switches, clock and scripts; the vendor adds its actions and what its state has beyond. */
export function vendorControlRoutes<Simulator extends Controllable>(
  prefix: string,
  simulator: Simulator,
  scripts: Scripts,
  vendorActions: ControlActions<Simulator>,
  state: () => object,
): ControlRoutes {
  const actions: ControlActions<Simulator> = { clock: moveClock, ...vendorActions };
  const perform = (action: JsonObject): unknown => {
    let result: unknown;
    for (const [name, argument] of Object.entries(action)) result = actions[name]?.(simulator, argument);
    return result;
  };
  return {
    [`GET ${prefix}/state`]: () => ({
      origin: simulator.origin,
      now: simulator.clock.now(),
      frozen: simulator.clock.frozen,
      ...state(),
      limits: simulator.limits,
      peak: simulator.peak,
      violations: simulator.violations.length,
      requests: simulator.requests.length,
      faults: simulator.faults.pending,
      scripts: scripts.waiting,
      switches: simulator.switches,
      journalSeq: simulator.oracle.journal.seq,
    }),
    [`GET ${prefix}/requests`]: () => simulator.requests,
    [`DELETE ${prefix}/requests`]: () => void (simulator.requests.length = 0),
    [`GET ${prefix}/violations`]: () => simulator.violations,
    [`DELETE ${prefix}/violations`]: () => void (simulator.violations.length = 0),
    [`GET ${prefix}/journal`]: (_body, query) => simulator.oracle.journal.since(Number(query.get('since') ?? 0)),
    [`POST ${prefix}/faults`]: (body) => {
      for (const fault of Array.isArray(body) ? body : [body]) simulator.faults.next(fault as Fault);
    },
    [`DELETE ${prefix}/faults`]: () => simulator.faults.clear(),
    [`GET ${prefix}/switches`]: () => simulator.switches,
    [`POST ${prefix}/switches`]: (body) => setSwitches(simulator.switches, asObject(body)),
    [`POST ${prefix}/limits`]: (body) =>
      Object.assign(simulator.limits, pickNumbers(asObject(body), Object.keys(simulator.limits))),
    [`POST ${prefix}/listening`]: (body) => {
      const { on } = asObject(body);
      return simulator.setListening(on === 'silent' ? on : on === true);
    },
    [`POST ${prefix}/script`]: (body) => {
      const { after, path, actions: wanted } = asObject(body);
      const list = (Array.isArray(wanted) ? wanted : []).map((action) => checkAction(action, actions));
      scripts.add({
        after: Number(after ?? 1),
        path: typeof path === 'string' ? path : undefined,
        run: () => {
          for (const action of list) perform(action);
        },
      });
    },
    ...Object.fromEntries(
      Object.keys(actions).map((name) => [
        `POST ${prefix}/${name}`,
        (body: unknown) => perform({ [name]: body } as JsonObject),
      ]),
    ),
  };
}

function moveClock(simulator: Controllable, argument: unknown): { now: number } {
  const { advanceMs, setMs, freeze, resume } = asObject(argument);
  if (freeze === true) simulator.clock.freeze();
  if (typeof setMs === 'number') simulator.clock.set(setMs);
  if (typeof advanceMs === 'number') simulator.advance(advanceMs);
  if (resume === true) simulator.clock.resume();
  return { now: simulator.clock.now() };
}

function checkAction(action: unknown, known: Readonly<Record<string, unknown>>): JsonObject {
  const object = asObject(action);
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(known, name)) {
      throw new Error(`unknown action ${name}; known: ${Object.keys(known).join(', ')}`);
    }
  }
  return object;
}

function setSwitches(switches: object, wanted: JsonObject): object {
  const current = new Map<string, unknown>(Object.entries(switches));
  for (const [name, value] of Object.entries(wanted)) {
    if (!current.has(name)) throw new Error(`unknown switch ${name}`);
    if (typeof value !== typeof current.get(name)) throw new Error(`switch ${name}: wrong type`);
  }
  return Object.assign(switches, wanted);
}

function pickNumbers(from: JsonObject, names: readonly string[]): Record<string, number> {
  const entries = names.flatMap((name) => (typeof from[name] === 'number' ? [[name, from[name]] as const] : []));
  return Object.fromEntries(entries);
}
