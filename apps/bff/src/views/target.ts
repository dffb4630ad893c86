import type { Connection, ViewTarget } from '@watchfloor/contract';

/** What of a connection a view depends on. */
export type KnownConnection = Pick<Connection, 'id' | 'label' | 'vendor' | 'vendorLabel'> & {
  resources: readonly { name: string }[];
};

export interface Resolution {
  /** Every connection that the target may stand for, in the order of the catalogue. */
  connections: string[];
  /** A sentence where there is none. */
  unavailable: string | null;
}

/**
 * What a view's target stands for, for one caller.
 * A connection that was removed and one that the caller may not see read the same: the sentence must not tell them apart.
 * @param visible the connections that this caller may see, and no others
 */
export function resolveTarget(target: ViewTarget, visible: readonly KnownConnection[]): Resolution {
  // It is there whatever is connected, and tells itself where nothing is.
  if (target.kind === 'queue') return { connections: [], unavailable: null };
  const named =
    target.kind === 'connection'
      ? visible.filter(({ id }) => id === target.connection)
      : visible.filter(({ vendor }) => vendor === target.vendor);
  const [first] = named;
  if (!first) {
    const what =
      target.kind === 'connection' ? `connection “${target.connection}”` : `connection to “${target.vendor}”`;
    return none(`There is no ${what} here. The view is kept, and works again when there is.`);
  }
  const offering = named.filter(({ resources }) => resources.some(({ name }) => name === target.resource));
  if (offering.length > 0) return { connections: offering.map(({ id }) => id), unavailable: null };
  const where = target.kind === 'connection' ? first.label : first.vendorLabel;
  return none(`${where} has no list “${target.resource}” here. The view is kept.`);
}

const none = (unavailable: string): Resolution => ({ connections: [], unavailable });
