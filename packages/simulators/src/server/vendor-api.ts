import type { IncomingMessage } from 'node:http';
import type { ScenarioClock } from '../scenario/clock.ts';
import type { Answer, ApiRequest } from './answer.ts';
import { type RequestHooks, type SetListening, startApiServer, type TlsIdentity } from './api-server.ts';
import { type ControlRoutes, startControlServer } from './control-server.ts';
import { createFaultQueue, type FaultQueue } from './faults.ts';
import type { RequestLogEntry } from './request-log.ts';
import { createScripts, type Scripts } from './scripts.ts';

/** What a vendor counts its callers by. */
interface Counting {
  violations: unknown[];
  limits: object;
  peak: object;
}

/** What every vendor's simulator shows; the vendor adds its credentials, its changes and its oracle. */
export interface SimulatedApi<Switches extends object, Limiter extends Counting> extends RequestHooks {
  origin: string;
  /** `origin` and the path of the API. */
  baseUrl: string;
  controlOrigin: string | null;
  /** Live: a change holds from the next request on. */
  switches: Switches;
  faults: FaultQueue;
  requests: RequestLogEntry[];
  violations: Limiter['violations'];
  limits: Limiter['limits'];
  /** The highest count of requests ever seen within one window. */
  peak: Limiter['peak'];
  clock: ScenarioClock;
  advance(ms: number): void;
  setListening: SetListening;
  close(): Promise<void>;
}

export interface VendorApiSetup<Switches extends object, Limiter extends Counting> {
  /** Default 0: any free port. */
  port?: number | undefined;
  basePath: string;
  tls?: TlsIdentity | undefined;
  clock: ScenarioClock;
  /** Brings the vendor's records up to the clock. */
  catchUp(): void;
  switches: Switches & { gzip: boolean; latencyMs: number };
  limiter: Limiter;
  /** Default: everybody; the vendor refuses in `handle`. */
  admit?: (client: string, method: string) => boolean;
  clientOf(request: IncomingMessage): string;
  handle(request: ApiRequest, origin: string): Answer | Promise<Answer>;
  errorBody?: ((status: number) => unknown) | undefined;
}

export interface VendorApi<Switches extends object, Limiter extends Counting> {
  api: SimulatedApi<Switches, Limiter>;
  /**
   * Connects the finished simulator: its hooks are called, its control port is opened.
   * @param controlPort null: none; 0: any free port
   * @throws the system's error where a port is taken; then nothing is left running
   */
  finish<Simulator extends SimulatedApi<Switches, Limiter>>(
    simulator: Simulator,
    controlPort: number | null | undefined,
    routes: (simulator: Simulator, scripts: Scripts) => ControlRoutes,
  ): Promise<Simulator>;
  /** A further server of this vendor's, ended with it. @throws as `finish` */
  beside<Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server>;
}

const tickMs = 500;

/** Starts a vendor's API: one server with faults, hooks, scripts, a log and a clock that runs. */
export async function startVendorApi<Switches extends object, Limiter extends Counting>(
  setup: VendorApiSetup<Switches, Limiter>,
): Promise<VendorApi<Switches, Limiter>> {
  const { clock, catchUp, switches, limiter, handle, admit = () => true } = setup;
  const faults = createFaultQueue();
  const requests: RequestLogEntry[] = [];
  const hooks: RequestHooks = {};
  const others: { close(): Promise<void> }[] = [];
  let origin = '';
  const server = await startApiServer({
    port: setup.port ?? 0,
    tls: setup.tls,
    faults,
    limiter: { admit },
    requests,
    hooks,
    clientOf: setup.clientOf,
    handle(request) {
      catchUp();
      return handle(request, origin);
    },
    options: () => switches,
    errorBody: setup.errorBody,
  });
  origin = server.origin;
  const ticker = setInterval(catchUp, tickMs).unref();

  async function close(): Promise<void> {
    clearInterval(ticker);
    await Promise.all([server.close(), ...others.map((other) => other.close())]);
  }

  /** A busy port beside it must not leave the API running. */
  async function beside<Server extends { close(): Promise<void> }>(starting: Promise<Server>): Promise<Server> {
    try {
      const other = await starting;
      others.push(other);
      return other;
    } catch (error) {
      await close();
      throw error;
    }
  }

  return {
    api: {
      origin,
      baseUrl: origin + setup.basePath,
      controlOrigin: null,
      switches,
      faults,
      requests,
      violations: limiter.violations,
      limits: limiter.limits,
      peak: limiter.peak,
      clock,
      advance(ms) {
        clock.advance(ms);
        catchUp();
      },
      setListening: server.setListening,
      close,
    },
    beside,
    async finish(simulator, controlPort, routes) {
      const scripts = createScripts();
      hooks.beforeRequest = (request) => simulator.beforeRequest?.(request);
      hooks.beforeResponse = async (request) => {
        await scripts.step(request.path);
        await simulator.beforeResponse?.(request);
      };
      hooks.afterRequest = (request) => simulator.afterRequest?.(request);
      if (controlPort === null || controlPort === undefined) return simulator;
      const control = await beside(startControlServer(controlPort, routes(simulator, scripts)));
      simulator.controlOrigin = control.origin;
      return simulator;
    },
  };
}
