import type { CallObserver } from '@watchfloor/connectors';
import { createHistogram, type Histogram, type MetricFamily } from './exposition.ts';

const callBounds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];
const waitBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const breakerStates = ['closed', 'half_open', 'open'] as const;

interface Counts {
  outcomes: Map<string, number>;
  seconds: Histogram;
  waits: Record<'people' | 'background', Histogram>;
  breaker: (typeof breakerStates)[number];
}

export interface ConnectionMetrics {
  /** What a connection tells from now on. Opened anew it goes on counting where it was. */
  observerFor(id: string): CallObserver;
  families(): MetricFamily[];
}

/** By connection id, and by nothing else that says anything of a customer. */
export function createConnectionMetrics(): ConnectionMetrics {
  const connections = new Map<string, Counts>();

  function countsOf(id: string): Counts {
    const counts = connections.get(id) ?? {
      outcomes: new Map(),
      seconds: createHistogram(callBounds),
      waits: { people: createHistogram(waitBounds), background: createHistogram(waitBounds) },
      breaker: 'closed',
    };
    connections.set(id, counts);
    return counts;
  }

  return {
    observerFor(id) {
      const counts = countsOf(id);
      counts.breaker = 'closed';
      return {
        called({ outcome, ms }) {
          counts.outcomes.set(outcome, (counts.outcomes.get(outcome) ?? 0) + 1);
          if (ms !== undefined) counts.seconds.observe(ms / 1_000);
        },
        waited: (lane, ms) => counts.waits[lane].observe(ms / 1_000),
        breaker: (state) => {
          counts.breaker = state;
        },
      };
    },
    families() {
      const all = [...connections];
      return [
        {
          name: 'watchfloor_vendor_calls_total',
          help: 'Tries of calls to a vendor, by outcome: ok, stopped by who asked, or the kind of error.',
          type: 'counter',
          samples: all.flatMap(([connection, { outcomes }]) =>
            [...outcomes].map(([outcome, value]) => ({ labels: { connection, outcome }, value })),
          ),
        },
        {
          name: 'watchfloor_vendor_call_seconds',
          help: 'From sending a call to the last byte of its answer.',
          type: 'histogram',
          samples: all.flatMap(([connection, { seconds }]) => seconds.samples({ connection })),
        },
        {
          name: 'watchfloor_limiter_wait_seconds',
          help: 'From asking for a place within the rate limit to having one.',
          type: 'histogram',
          samples: all.flatMap(([connection, { waits }]) =>
            (['people', 'background'] as const).flatMap((lane) => waits[lane].samples({ connection, lane })),
          ),
        },
        {
          name: 'watchfloor_breaker_state',
          help: '1 for the state that the connection’s breaker is in.',
          type: 'gauge',
          samples: all.flatMap(([connection, { breaker }]) =>
            breakerStates.map((state) => ({ labels: { connection, state }, value: state === breaker ? 1 : 0 })),
          ),
        },
      ];
    },
  };
}
