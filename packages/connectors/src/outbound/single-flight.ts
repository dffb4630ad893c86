interface Flight<Value> {
  promise: Promise<Value>;
  controller: AbortController;
  waiters: number;
}

export interface SingleFlight<Value> {
  /**
   * Joins the call under this key, or starts it. Leaves when `signal` aborts; the call goes on for the others and is
   * aborted when the last one has left.
   * @throws what the call throws, or the reason of `signal` as an Error
   */
  join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Ends every call. */
  abort(reason: unknown): void;
}

/** The same question at the same time is one call. */
export function createSingleFlight<Value>(): SingleFlight<Value> {
  const flights = new Map<string, Flight<Value>>();

  function begin(key: string, start: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const controller = new AbortController();
    const flight: Flight<Value> = { promise: start(controller.signal), controller, waiters: 0 };
    flights.set(key, flight);
    const land = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    flight.promise.then(land, land);
    return flight;
  }

  return {
    async join(key, signal, start) {
      if (signal.aborted) throw toError(signal.reason);
      const flight = flights.get(key) ?? begin(key, start);
      flight.waiters += 1;
      const { promise: gone, reject } = Promise.withResolvers<never>();
      const leave = () => {
        const reason = toError(signal.reason);
        flight.waiters -= 1;
        if (flight.waiters === 0) {
          // Out of the map first: nobody may join a call that is being aborted.
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort(reason);
        }
        reject(reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await Promise.race([flight.promise, gone]);
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    abort(reason) {
      for (const flight of flights.values()) flight.controller.abort(reason);
    },
  };
}

/** A signal may be aborted with anything (Node's HTTP server uses a text); what is thrown is an error. */
function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The one who asked is gone', { cause: reason });
}
