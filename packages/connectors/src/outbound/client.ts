import type { Asked, ConnectionHealth } from '@watchfloor/contract';
import { bulkhead } from 'cockatiel';
import type { Vendor } from '../connector.ts';
import { ConnectorError, isConnectorError } from '../errors.ts';
import type { AuthDeclaration } from './auth.ts';
import { createBreaker } from './breaker.ts';
import type { CallObserver } from './call-observer.ts';
import { createCredentials, parseOrUndefined, shown } from './credentials.ts';
import { fromStatus, fromThrown, vendorWords } from './failures.ts';
import { createLedger, type Lane, type Quota, type QuotaLedger } from './ledger.ts';
import { createLimiter, type QuotaState } from './limiter.ts';
import { parseBody } from './parse-body.ts';
import { createRetry } from './retry.ts';
import { createSingleFlight } from './single-flight.ts';
import { callsAtOnceMax, createTransport, type Exchange } from './transport.ts';

export interface OutboundRequest {
  /** Below the base URL, starting with `/`. Segments that come from data are encoded by the caller. */
  path: string;
  /** In the order given; a name may repeat. */
  params?: readonly (readonly [name: string, value: string])[];
  signal: AbortSignal;
  /** Epoch ms at which `signal` ends it. What would wait beyond it says at once that it has to; default 5 s from now. */
  deadlineAt?: number;
  lane?: Lane;
  /** Told once per call, whether it succeeded or not. */
  onAsked?: (asked: Asked) => void;
  /** A cap below the general one, for answers that can be asked for without their bulk. `tooLarge` tells its error. */
  bodyBytesMax?: number;
  /** Beside the point: its failure says nothing about the connection's health, nor is it tried again. */
  aside?: true;
  /** How many rows the answer held, for `onAsked`. */
  countRows?: (json: unknown) => number | null;
}

/** A vendor's answer that was a success, JSON, and within the caps. */
export interface OutboundAnswer {
  status: number;
  /** The body as it was received, decompressed, as UTF-8. */
  text: string;
  /** Parsed without loss: integers beyond 2^53 are strings of their exact digits. */
  json: unknown;
  receivedAt: number;
}

/**
 * An authenticated client that is locked to one connection's origin. It adds credentials, limits, retries, times out
 * and parses; it follows no redirect.
 */
export interface OutboundClient {
  /** @throws ConnectorError, or the signal's reason when the caller gave up */
  get(request: OutboundRequest): Promise<OutboundAnswer>;
  quota(): QuotaState;
  health(): ConnectionHealth;
  close(): Promise<void>;
}

/** The same client, every call of which waits in one lane: background reading must not stand in people's way. */
export function inLane(client: OutboundClient, lane: Lane): OutboundClient {
  return { ...client, get: (request) => client.get({ ...request, lane }) };
}

export interface OutboundSettings {
  /** Origin and path prefix of every call. */
  baseUrl: string;
  auth: AuthDeclaration;
  quota: Quota;
  /** Where calls are counted; in this process alone without one. */
  ledger?: QuotaLedger | undefined;
  observer?: CallObserver | undefined;
  allowPrivate: readonly string[];
  caFile?: string | undefined;
  /** As `Vendor.refusal`. */
  refusal?: Vendor['refusal'];
  /** As `Vendor.quotaTold`. */
  quotaTold?: Vendor['quotaTold'];
  now?: (() => number) | undefined;
}

/** Longest that retries may take altogether, where the caller's deadline does not end them first. */
const patienceMaxMs = 15_000;
/** Of a caller that does not say when it leaves. */
const patienceDefaultMs = 5_000;
/** An answer that arrives with the deadline is too late. */
const answerMs = 250;
const waitingMax = 500;
/** A caller's deadline says that the vendor fails only where the vendor had so long. */
const timeToAnswerMs = 2_000;
/** Each of them uses up a place. */
const staleTriesMax = 10;

/** The one module that makes vendor calls. @throws as `createTransport` */
export function createOutboundClient(settings: OutboundSettings): OutboundClient {
  const now = settings.now ?? Date.now;
  const base = new URL(settings.baseUrl);
  const basePath = base.pathname.replace(/\/$/, '');
  const transport = createTransport(base, settings);
  const credentials = createCredentials(settings.auth, transport, basePath, now, placed);
  const { observer } = settings;
  const ledger = settings.ledger ?? createLedger(settings.quota, now);
  const limiter = createLimiter(settings.quota, ledger, now, observer?.breaker);
  const breaker = createBreaker(limiter);
  const compartment = bulkhead(callsAtOnceMax, waitingMax);
  const retry = createRetry();
  const flights = createSingleFlight<Outcome>();
  const calls = new Map<string, Call>();
  const health = createHealth(now);

  /** One exchange, with one more where the vendor no longer takes our token. */
  async function exchange(call: Call): Promise<Exchange & { sent: Record<string, string> }> {
    const { target, signal, bodyBytesMax } = call;
    for (let firstTry = true; ; firstTry = false) {
      const headers = await credentials.headers(signal);
      await admitTold(call);
      call.sentAt = performance.now();
      const answer = await transport.exchange({ method: 'GET', target, headers, signal, bodyBytesMax });
      call.answeredMs = performance.now() - call.sentAt;
      const told = settings.quotaTold?.(answer.header);
      if (told) limiter.learn(told);
      if (answer.status !== 401 || !credentials.rejected(headers) || !firstTry) return { ...answer, sent: headers };
    }
  }

  /** A call for a token takes a place too, and may be the probe; it is nobody's call in particular. */
  async function placed<Value>(signal: AbortSignal, send: () => Promise<Value>): Promise<Value> {
    const call: Call = { target: '', lane: 'people', signal, deadlineAt: Number.POSITIVE_INFINITY, aside: true };
    await admitFresh(call);
    call.sentAt = performance.now();
    try {
      const value = await send();
      tellBreaker(call, undefined);
      return value;
    } catch (error) {
      tellBreaker(call, fromThrown(error, signal));
      throw error;
    }
  }

  function tellBreaker({ isProbe = false, aside, signal, sentAt }: Call, failure: unknown): void {
    // Who waited for a place until the deadline was not with the vendor.
    const hadTime = sentAt !== undefined && performance.now() - sentAt >= timeToAnswerMs;
    if (failure !== undefined && signal.aborted && !hadTime) return;
    // What is beside the point says nothing about the vendor, unless all wait for what it says.
    if (aside && !isProbe) return;
    if (failure === undefined) breaker.answered(isProbe);
    else breaker.failed(failure, isProbe);
  }

  async function admitTold(call: Call): Promise<void> {
    const startedAt = performance.now();
    await admitFresh(call);
    observer?.waited(call.lane, performance.now() - startedAt);
  }

  /** An admission that waited for the event loop would leave in somebody else's second. */
  async function admitFresh(call: Call): Promise<void> {
    const staleAfterMs = 50;
    for (let tries = 0; tries < staleTriesMax; tries += 1) {
      const { at, isProbe } = await limiter.admit(call.lane, call.signal, call.deadlineAt - answerMs);
      call.isProbe = isProbe;
      // Nobody else asks while somebody probes, so that its second is its own.
      if (isProbe || performance.now() - at <= staleAfterMs) return;
    }
    const message = `Counting a call takes longer than ${staleAfterMs} ms: the database or this server is too slow.`;
    throw new ConnectorError('paused', message, { retryAfterMs: 1_000 });
  }

  async function attempt(call: Call): Promise<OutboundAnswer> {
    const { signal } = call;
    call.answeredMs = undefined;
    call.isProbe = false;
    call.sentAt = undefined;
    try {
      const answer = await exchange(call);
      if (answer.status !== 200) throw refused(answer);
      const parsed = await parseBody(answer.body, answer.header('content-type'), signal);
      observer?.called({ outcome: 'ok', ms: call.answeredMs });
      tellBreaker(call, undefined);
      return { status: answer.status, receivedAt: now(), ...parsed };
    } catch (error) {
      const failure = fromThrown(error, signal);
      observer?.called({ outcome: isConnectorError(failure) ? failure.kind : 'stopped', ms: call.answeredMs });
      tellBreaker(call, failure);
      // What the ledger refused is known to it, and would be told anew after somebody has ended it.
      const isTold = isConnectorError(failure) && failure.kind === 'rate_limited' && failure.status !== undefined;
      if (isTold) limiter.pause(failure.retryAfterMs ?? 0);
      throw failure;
    }
  }

  function refused(answer: Exchange & { sent: Record<string, string> }): ConnectorError {
    const words = vendorWords(parseOrUndefined(answer.body), [...credentials.secrets(), ...shown(answer.sent)]);
    const known = settings.refusal?.(answer.status, words);
    if (known) return known;
    const told = settings.quotaTold?.(answer.header);
    const resetS =
      told?.remaining === 0 && told.resetMs !== undefined ? String(Math.ceil(told.resetMs / 1_000)) : undefined;
    // A date is by the vendor's clock, which its answer tells.
    const vendorNow = Date.parse(answer.header('date') ?? '');
    return fromStatus(
      answer.status,
      answer.header('retry-after') ?? resetS,
      words,
      Number.isNaN(vendorNow) ? now() : vendorNow,
    );
  }

  async function askAside(call: Call): Promise<Outcome> {
    const { signal } = call;
    const startedAt = performance.now();
    const outcome = await compartment
      .execute(() => attempt(call), signal)
      .then(
        (answer) => ({ answer }),
        (error: unknown) => ({ failure: fromThrown(error, signal) }),
      );
    return { ...outcome, tries: 1, ms: performance.now() - startedAt };
  }

  async function ask(call: Call): Promise<Outcome> {
    const { signal } = call;
    const patienceMs = Math.min(patienceMaxMs, call.deadlineAt - now() - answerMs);
    const startedAt = performance.now();
    let tries = 0;
    const tryOnce = async (tryNumber: number) => {
      tries = tryNumber;
      try {
        return await attempt(call);
      } catch (error) {
        if (!signal.aborted) call.failure = error;
        throw error;
      }
    };
    try {
      const answer = await compartment.execute(() => retry(tryOnce, { signal, patienceMs }), signal);
      health.answered();
      return { answer, tries, ms: performance.now() - startedAt };
    } catch (error) {
      const failure = causeOf(error, signal, call);
      if (isConnectorError(failure)) health.failed(failure);
      return { failure, tries, ms: performance.now() - startedAt };
    }
  }

  return {
    async get({ path, params = [], signal, deadlineAt, lane = 'people', onAsked, countRows, bodyBytesMax, aside }) {
      const query = new URLSearchParams(params.map(([name, value]): [string, string] => [name, value])).toString();
      const target = basePath + path + (query && `?${query}`);
      const key = `${lane} ${aside ? 'aside' : (bodyBytesMax ?? '')} ${target}`;
      const joined = flights.join(key, signal, (shared) => {
        const due = deadlineAt ?? now() + patienceDefaultMs;
        const begun: Call = { target, lane, signal: shared, deadlineAt: due, bodyBytesMax, aside };
        calls.set(key, begun);
        return (aside ? askAside(begun) : ask(begun)).finally(() => {
          if (calls.get(key) === begun) calls.delete(key);
        });
      });
      const call = calls.get(key);
      const outcome = await joined.catch(
        (error: unknown): Outcome => ({ failure: causeOf(error, signal, call), tries: 1, ms: 0 }),
      );
      onAsked?.(toAsked(target, outcome, countRows));
      if (outcome.answer) return outcome.answer;
      throw outcome.failure;
    },
    quota: () => limiter.state(),
    health: health.state,
    close: () => transport.close(),
  };
}

interface Call {
  target: string;
  lane: Lane;
  signal: AbortSignal;
  deadlineAt: number;
  bodyBytesMax?: number | undefined;
  aside?: true | undefined;
  /** Of the try that is under way: all wait for how it ends. */
  isProbe?: boolean;
  /** Of the try that is under way: `performance.now()` when it left. */
  sentAt?: number | undefined;
  /** Of the try that is under way, once it has its answer. */
  answeredMs?: number | undefined;
  /** Why the tries before this one failed: the cause, where the deadline ends the last of them. */
  failure?: unknown;
}

/** A deadline that cuts off another try is not why there is no answer: the try before it failed for a reason. */
function causeOf(error: unknown, signal: AbortSignal, call: Call | undefined): unknown {
  const failure = fromThrown(error, signal);
  return isConnectorError(failure) && failure.kind === 'timeout' ? (call?.failure ?? failure) : failure;
}

interface Outcome {
  answer?: OutboundAnswer;
  failure?: unknown;
  tries: number;
  ms: number;
}

function toAsked(
  target: string,
  { answer, failure, tries, ms }: Outcome,
  countRows: OutboundRequest['countRows'],
): Asked {
  const asked = { method: 'GET', target, ms: Math.round(ms), tries };
  if (answer) return { ...asked, status: answer.status, rows: countRows?.(answer.json) ?? null };
  const error = isConnectorError(failure) ? failure : undefined;
  return {
    ...asked,
    status: error?.status ?? null,
    rows: null,
    error: error?.message ?? 'Stopped before it answered.',
  };
}

function createHealth(now: () => number) {
  let lastAnswerAt: number | null = null;
  let lastError: ConnectionHealth['lastError'] = null;
  let failingSince: number | null = null;
  let retryAt: number | null = null;

  return {
    answered(): void {
      lastAnswerAt = now();
      failingSince = null;
      retryAt = null;
    },
    /** A question refused for itself (400, 404) says nothing about the connection's health. */
    failed(error: ConnectorError): void {
      const at = now();
      if (error.kind === 'not_found' || error.kind === 'bad_request' || error.kind === 'conflict') {
        lastAnswerAt = at;
        return;
      }
      // Being left alone is our doing; the failure that led to it stays the last one. Where another server met it, the
      // words of being left alone name it.
      if (error.kind !== 'paused' || lastError === null) lastError = { code: error.kind, message: error.message, at };
      failingSince ??= at;
      retryAt = error.retryAfterMs === undefined ? null : at + error.retryAfterMs;
    },
    state(): ConnectionHealth {
      return { state: stateNow(), lastAnswerAt, lastError, failingSince, retryAt };
    },
  };

  function stateNow(): ConnectionHealth['state'] {
    if (failingSince === null) return lastAnswerAt === null ? 'not_asked' : 'answering';
    if (lastError?.code === 'rate_limited') return 'throttled';
    return lastError?.code === 'auth' || lastError?.code === 'forbidden' ? 'refused' : 'failing';
  }
}
