import { randomBytes } from 'node:crypto';
import type { ScenarioClock } from '../scenario/clock.ts';
import type { ItemFilter } from './list-query.ts';

/** What a cursor stands for: the first request's filters go with it, since `updatedSince` may not be sent again. */
export interface CursorState {
  offset: number;
  filter: ItemFilter;
  /** The page before was the empty one, so this one is not. */
  afterEmptyPage: boolean;
}

const KEPT_MAX = 20_000;

/**
 * Opaque texts that only this process can make. They are base64 of JSON with an offset, as in the vendor's sample, and
 * may hold `+`, `/` and `=`: one that is sent without being encoded, or built by a client, is refused.
 */
export class Cursors {
  private readonly kept = new Map<string, CursorState & { at: number }>();
  private readonly clock: ScenarioClock;

  constructor(clock: ScenarioClock) {
    this.clock = clock;
  }

  issue(state: CursorState): string {
    const text = btoa(JSON.stringify({ offset: state.offset, k: randomBytes(6).toString('hex') }));
    this.kept.set(text, { ...state, at: this.clock.now() });
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_MAX) break;
      this.kept.delete(oldest);
    }
    return text;
  }

  redeem(text: string, lifeS: number): CursorState | undefined {
    const state = this.kept.get(text);
    return state && this.clock.now() - state.at <= lifeS * 1000 ? state : undefined;
  }

  expireAll(): void {
    this.kept.clear();
  }
}
