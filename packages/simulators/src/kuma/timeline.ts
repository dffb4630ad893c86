import { draw, drawInt, hash32 } from '../scenario/prng.ts';
import { storySteps } from '../scenario/stories.ts';
import { appendNoiseAlert } from './noise.ts';
import type { KumaStore } from './store.ts';
import { createStoryteller } from './stories.ts';

export interface KumaTimelineOptions {
  seed: number;
  startMs: number;
  stories: boolean;
  /** Mean seconds between new alerts, hits on alerts that grow, colleagues' decisions; 0 for none. */
  alertEveryS: number;
  hitEveryS: number;
  triageEveryS: number;
}

export interface KumaTimeline {
  /** Lets everything happen that is due at the scenario's time. Cheap when nothing is. */
  catchUp(): void;
}

/** A clock that jumped far ahead brings at most this much at once. */
const CATCH_UP_MAX = 20_000;
/** Hits and decisions concern alerts that were active lately. */
const LATELY = 400;

export function createTimeline(store: KumaStore, options: KumaTimelineOptions): KumaTimeline {
  const { seed, startMs } = options;
  const { table } = store;
  const tell = createStoryteller(store, startMs);
  const steps = options.stories ? storySteps.filter((step) => step.vendor === 'kuma') : [];
  const waiting = steps.toSorted((a, b) => a.at - b.at);
  let drawn = 0;
  const key = () => hash32(hash32(seed, 7000), drawn++);
  const processes = [
    createProcess(options.alertEveryS, addAlert),
    createProcess(options.hitEveryS, hitSomething),
    createProcess(options.triageEveryS, triage),
  ];

  function createProcess(everyS: number, act: (at: number, key: number) => void): (now: number) => void {
    const gap = () => Math.max(1, Math.round(-Math.log(1 - draw(key(), 1)) * everyS * 1000));
    let next = everyS > 0 ? startMs + gap() : Infinity;
    return (now) => {
      for (let done = 0; next <= now && done < CATCH_UP_MAX; done++, next += gap()) act(next, key());
      next = Math.max(next, now);
    };
  }

  /** One in twenty is late, since its events were. Critical comes from the stories alone, high is rare. */
  function addAlert(at: number, random: number): void {
    const delay = draw(random, 2) < 0.05 ? 240_000 + drawInt(random, 3, 3 * 3_600_000) : drawInt(random, 3, 9000);
    const priorityMax = draw(random, 4) < 0.1 ? 'high' : 'medium';
    const row = appendNoiseAlert(store, { firstSeen: at - delay, nowMs: at, priorityMax, statusOf: () => 'new' });
    table.settle();
    store.noteInsert(row);
  }

  /** Mostly an alert that still grows; one in eight times a frozen one, which makes its successor. */
  function hitSomething(at: number, random: number): void {
    const frozen = draw(random, 5) < 0.12;
    const row = lately(random, (status) => (status === 'new') !== frozen);
    if (row === undefined) return;
    const raised = table.textOf('priority', row) === 'low' && draw(random, 6) < 0.08;
    const hit = { events: 1 + drawInt(random, 7, 12), at };
    store.hit([store.idOf(row)], raised ? { ...hit, priority: 'medium' } : hit);
  }

  /** Colleagues in KUMA's own console. The stories are left to us. */
  function triage(_at: number, random: number): void {
    const row = lately(random, (status) => status !== 'closed');
    if (row === undefined) return;
    const kind = draw(random, 8);
    const assignee = draw(random, 9) < 0.5 ? 'erik.holm' : 'ana.ruiz';
    const id = store.idOf(row);
    if (table.textOf('status', row) === 'new' && kind < 0.4) store.setStatus([id], 'assigned', { assignee });
    else if (kind < 0.5) store.setStatus([id], 'escalated', { assignee });
    else store.setStatus([id], 'closed', { assignee, closingReason: 'responded' });
  }

  function lately(random: number, wanted: (status: string) => boolean): number | undefined {
    const { order, listed } = table.orders.lastSeen;
    const first = drawInt(random, 10, Math.max(1, Math.min(listed, LATELY)));
    for (let step = 0; step < Math.min(listed, LATELY); step++) {
      const row = order[listed - 1 - ((first + step) % Math.min(listed, LATELY))] ?? 0;
      if (!store.isTold(row) && wanted(table.textOf('status', row))) return row;
    }
    return undefined;
  }

  return {
    catchUp() {
      const now = store.clock.now();
      for (let step = waiting[0]; step && startMs + step.at * 60_000 <= now; step = waiting[0]) {
        waiting.shift();
        tell(step);
      }
      for (const process of processes) process(now);
    },
  };
}
