interface Flight<Value> {
  promise: Promise<Value>;
  controller: AbortController;
  waiters: number;
}

/**
 * The same question at the same time is one call. Each waiter may leave on its own; when the last one has left, the
 * call is aborted.
 */
export function createSingleFlight<Value>() {
  const flights = new Map<string, Flight<Value>>();

  function take(key: string, start: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const running = flights.get(key);
    if (running) return running;
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
    /** @throws what `start` throws, or the signal's reason when this waiter gave up */
    async join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
      signal.throwIfAborted();
      const flight = take(key, start);
      flight.waiters += 1;
      let leave: (() => void) | undefined;
      const left = new Promise<never>((_, reject) => {
        leave = () => reject(signal.reason);
        signal.addEventListener('abort', leave, { once: true });
      });
      try {
        return await Promise.race([flight.promise, left]);
      } finally {
        if (leave) signal.removeEventListener('abort', leave);
        flight.waiters -= 1;
        if (flight.waiters === 0) {
          // Nobody may join a call that is being aborted.
          if (flights.get(key) === flight) flights.delete(key);
          flight.controller.abort(signal.reason);
        }
      }
    },
  };
}
