import type { Decision, DecisionAnswer, Mark, NewDecision, QueueRow } from '@watchfloor/contract';

/** What stands in a finding's mark once a decision is made; the server's word replaces it. */
export function toDecided(mark: Mark, decision: Decision, me: { id: string; name: string }, undone?: Mark): Mark {
  switch (decision.kind) {
    case 'take':
      return { ...mark, state: 'in_progress', owner: me, verdict: null, reopened: null };
    case 'assign':
      if (decision.owner === null) return { ...mark, owner: null };
      return { ...mark, owner: { id: decision.owner, name: decision.owner === me.id ? me.name : '…' } };
    case 'close':
      return { ...mark, state: 'resolved', verdict: decision.verdict, reopened: null };
    case 'reopen':
      return { ...mark, state: mark.owner === null ? 'new' : 'in_progress', verdict: null };
    case 'note':
      return mark;
    case 'undo':
      return undone ? { ...undone, version: mark.version } : mark;
  }
}

/** Others of the same matter, decided with it. */
export type Members = NonNullable<QueueRow['fold']>['members'];

/** What came of a decision. */
export type Outcome =
  | { kind: 'done'; answer: DecisionAnswer; before: Mark }
  /** Somebody was first; nothing of ours was kept. */
  | { kind: 'conflict'; current: Mark; before: Mark }
  | { kind: 'failed'; error: unknown };

export interface DeskDeps {
  me: { id: string; name: string };
  send: (decision: NewDecision) => Promise<DecisionAnswer>;
  /** The mark that a conflict tells of. */
  readConflict: (error: unknown) => Mark | undefined;
  /** Shows a mark wherever the finding stands, and keeps which others are decided with it. */
  show: (uid: string, mark: Mark, members: Members) => void;
  newKey: () => string;
}

export interface Order {
  uid: string;
  decision: Decision;
  /** The mark on which it was made, where the desk knows of none. */
  mark: Mark;
  /** Decided with it; absent where those that the desk knows of are meant. */
  members?: Members | undefined;
  /** With an undo: how the mark was before. */
  undone?: Mark;
}

export interface Desk {
  /** Shows the decision at once and sends it; those on one finding one after the other, each on what the last one left. */
  decide: (order: Order) => Promise<Outcome>;
  /** Something was decided that the server has not answered; of one finding, where it is named. */
  isBusy: (uid?: string) => boolean;
}

interface Matter {
  /** As the server said last. */
  confirmed: Mark;
  members: Members;
  /** Shown, and not answered yet. */
  pending: Order[];
  last: Promise<unknown>;
}

export function createDesk({ me, send, readConflict, show, newKey }: DeskDeps): Desk {
  const matters = new Map<string, Matter>();

  const showPending = (uid: string, { confirmed, pending, members }: Matter) =>
    show(
      uid,
      pending.reduce((mark, { decision, undone }) => toDecided(mark, decision, me, undone), confirmed),
      members,
    );

  async function carryOut(order: Order, matter: Matter): Promise<Outcome> {
    const { uid, decision } = order;
    // One that came before it lost against a colleague: this one was made on what is no longer so.
    if (!matter.pending.includes(order)) return { kind: 'conflict', current: matter.confirmed, before: order.mark };
    const before = matter.confirmed;
    try {
      const covers = decision.kind !== 'note' && decision.kind !== 'undo' && matter.members.length > 0;
      const answer = await send({
        uid,
        version: before.version,
        key: newKey(),
        decision,
        ...(covers ? { members: matter.members } : {}),
      });
      matter.confirmed = answer.mark;
      if (decision.kind !== 'note') matter.members = toNextMembers(matter.members, answer);
      matter.pending = matter.pending.filter((one) => one !== order);
      return { kind: 'done', answer, before };
    } catch (error) {
      const current = readConflict(error);
      if (current === undefined) {
        matter.pending = matter.pending.filter((one) => one !== order);
        return { kind: 'failed', error };
      }
      matter.confirmed = current;
      matter.pending = [];
      return { kind: 'conflict', current, before };
    } finally {
      showPending(uid, matter);
    }
  }

  return {
    isBusy: (uid) =>
      uid === undefined
        ? [...matters.values()].some(({ pending }) => pending.length > 0)
        : (matters.get(uid)?.pending.length ?? 0) > 0,
    decide(order) {
      const known = matters.get(order.uid);
      const matter = known ?? {
        confirmed: order.mark,
        members: order.members ?? [],
        pending: [],
        last: Promise.resolve(),
      };
      if (matter.pending.length === 0) {
        // What the page read since may be later than what the desk was told.
        if (order.mark.version > matter.confirmed.version) matter.confirmed = order.mark;
        matter.members = order.members ?? matter.members;
      }
      matters.set(order.uid, matter);
      matter.pending.push(order);
      showPending(order.uid, matter);
      const outcome = matter.last.then(() => carryOut(order, matter));
      matter.last = outcome;
      return outcome;
    },
  };
}

/** Each decision makes the version of a mark one higher; what a colleague changed goes its own way from here on. */
function toNextMembers(members: Members, { conflicts }: DecisionAnswer): Members {
  const lost = new Set(conflicts.map(({ uid }) => uid));
  return members.filter(({ uid }) => !lost.has(uid)).map(({ uid, version }) => ({ uid, version: version + 1 }));
}
