import { ConnectorError, type OpenConnection, type ResourceReader, type Vendor } from '@watchfloor/connectors';
import type { ConnectionHealth } from '@watchfloor/contract';
import { type Log, toLogFields } from '../log.ts';

interface Named {
  id: string;
  label: string;
  tenant: string | undefined;
  vendor: Pick<Vendor, 'name' | 'label' | 'mark'>;
  /** Names the account at the vendor. A cursor that was made for one says nothing of another one's rows. */
  account: string;
}

/** A connection that is asked. The same `clientKey` goes on with the same sockets, limits and health. */
interface AskedSpec extends Named {
  clientKey: string;
  /** @throws Error with a sentence for the operator when its settings cannot work */
  open(): OpenConnection;
}

/** A connection that has its place and its lists, and is not asked: it is paused, its secret is missing, … */
interface HeldBackSpec extends Named {
  whyNotAsked: ConnectorError;
  since: number;
  readers: OpenConnection['readers'];
}

export type ConnectionSpec = AskedSpec | HeldBackSpec;

/** A connection as questions see it. It never changes: an edit puts another one in its place. */
export interface HeldConnection extends Named {
  readers: ReadonlyMap<string, ResourceReader>;
  /** undefined: it is not asked, and `whyNotAsked` says why. */
  open: OpenConnection | undefined;
  whyNotAsked: ConnectorError | undefined;
  /** Another number: another credential, address or state, so that no call may be shared. */
  generation: number;
  /** Aborted when it was changed, paused or removed: what was read so far is no answer then. */
  signal: AbortSignal;
  health(): ConnectionHealth;
}

/** The connections of this moment: those of the operator's file and those of the database. */
export interface ConnectionBook {
  /** In the order in which they came. */
  list(): HeldConnection[];
  get(id: string): HeldConnection | undefined;
  /**
   * Adds or replaces. Calls through a replaced client end at once, with an error that says so.
   * @throws what `open` throws; then everything is as it was
   */
  put(spec: ConnectionSpec): void;
  remove(id: string): void;
  /** Ends every call and releases the sockets. */
  close(): Promise<void>;
}

interface Entry {
  held: HeldConnection;
  clientKey: string | undefined;
  controller: AbortController;
}

export function createConnectionBook(log: Log): ConnectionBook {
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();
  let generations = 0;

  function begin(spec: ConnectionSpec, before: HeldConnection | undefined): Entry {
    const controller = new AbortController();
    const { id, label, tenant, vendor, account } = spec;
    generations += 1;
    const common = { id, label, tenant, vendor, account, generation: generations, signal: controller.signal };
    if ('whyNotAsked' in spec) {
      const { whyNotAsked, readers } = spec;
      const health = heldBackHealth(spec, before?.health().lastAnswerAt ?? null);
      return {
        held: { ...common, readers, whyNotAsked, open: undefined, health: () => health },
        clientKey: undefined,
        controller,
      };
    }
    const open = spec.open();
    const { readers, health } = open;
    return {
      held: { ...common, readers, open, whyNotAsked: undefined, health },
      clientKey: spec.clientKey,
      controller,
    };
  }

  /** The signal before the sockets: whoever waits learns what was done, not that a socket closed. */
  function end({ held, controller }: Entry, reason: ConnectorError): void {
    controller.abort(reason);
    if (!held.open) return;
    const closed = held.open
      .close()
      .catch((error: unknown) => log.warn('a connection closed badly', { connection: held.id, ...toLogFields(error) }))
      .finally(() => closing.delete(closed));
    closing.add(closed);
  }

  return {
    list: () => [...entries.values()].map(({ held }) => held),
    get: (id) => entries.get(id)?.held,

    put(spec) {
      const before = entries.get(spec.id);
      if (before && 'clientKey' in spec && before.clientKey === spec.clientKey) {
        const { label, tenant } = spec;
        entries.set(spec.id, { ...before, held: { ...before.held, label, tenant } });
        return;
      }
      entries.set(spec.id, begin(spec, before?.held));
      if (before) end(before, 'whyNotAsked' in spec ? spec.whyNotAsked : changed('changed'));
    },

    remove(id) {
      const entry = entries.get(id);
      entries.delete(id);
      if (entry) end(entry, changed('removed'));
    },

    async close() {
      for (const entry of entries.values()) end(entry, changed('closed'));
      entries.clear();
      await Promise.all(closing);
    },
  };
}

function changed(how: 'changed' | 'removed' | 'closed'): ConnectorError {
  return new ConnectorError('conflict', `The connection was ${how} while it was asked.`, {
    retryable: how === 'changed',
  });
}

function heldBackHealth({ whyNotAsked, since }: HeldBackSpec, lastAnswerAt: number | null): ConnectionHealth {
  const { kind: code, message } = whyNotAsked;
  // Nobody asks a paused one, so that it does not fail either.
  const state = code === 'paused' ? 'not_asked' : code === 'auth' ? 'refused' : 'failing';
  return {
    state,
    lastAnswerAt,
    lastError: { code, message, at: since },
    failingSince: code === 'paused' ? null : since,
    retryAt: null,
  };
}
