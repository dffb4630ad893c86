/** The scenario's time: real time by default, moved, set or held still on demand. Epoch ms. */
export interface ScenarioClock {
  now(): number;
  advance(ms: number): void;
  set(atMs: number): void;
  freeze(): void;
  resume(): void;
  readonly frozen: boolean;
}

export function createClock(source: () => number = Date.now): ScenarioClock {
  let offsetMs = 0;
  let heldAt: number | undefined;
  const now = () => heldAt ?? source() + offsetMs;
  return {
    now,
    advance(ms) {
      if (heldAt === undefined) offsetMs += ms;
      else heldAt += ms;
    },
    set(atMs) {
      if (heldAt === undefined) offsetMs = atMs - source();
      else heldAt = atMs;
    },
    freeze() {
      heldAt ??= now();
    },
    resume() {
      if (heldAt === undefined) return;
      offsetMs = heldAt - source();
      heldAt = undefined;
    },
    get frozen() {
      return heldAt !== undefined;
    },
  };
}
