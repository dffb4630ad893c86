import { isAtLeast, type View, viewContentSchema } from '@watchfloor/contract';
import type { ProvisionedView } from '../config/view-settings.ts';
import { toSharing } from './sharing.ts';
import { resolveTarget } from './target.ts';
import { toProvisionedId } from './view-id.ts';
import type { Sight, ViewRow } from './view-rows.ts';

const unreadable = 'This view was kept in a form that this version of Watchfloor cannot read. It is not lost.';

/** A kept view as one caller sees it. Whether they may see it at all was decided in SQL. */
export function toView(row: ViewRow, { caller, connections }: Sight): View {
  const content = viewContentSchema.safeParse(row.content);
  const resolved = content.success ? resolveTarget(content.data.target, connections) : undefined;
  return {
    id: row.id,
    name: row.name,
    origin: row.owner === caller.id ? 'own' : 'shared',
    owner: { id: row.owner, name: row.owner_name },
    sharing: toSharing(row.sharing),
    editable: isEditable(row, { caller }),
    content: content.success ? content.data : null,
    connection: resolved?.connections[0] ?? null,
    connections: resolved?.connections ?? [],
    unavailable: resolved ? resolved.unavailable : unreadable,
    version: row.version,
    updatedAt: row.updated,
    updatedBy: row.updated_by,
  };
}

/** A view of the operator's file. */
export function toProvisioned({ id, name, content }: ProvisionedView, { connections }: Sight): View {
  const resolved = resolveTarget(content.target, connections);
  return {
    id: toProvisionedId(id),
    name,
    origin: 'provisioned',
    owner: null,
    sharing: 'everyone',
    editable: false,
    content,
    connection: resolved.connections[0] ?? null,
    connections: resolved.connections,
    unavailable: resolved.unavailable,
    version: 1,
    updatedAt: null,
    updatedBy: null,
  };
}

/**
 * A private view is its owner's. A shared one is changed by leads, whoever made it: an owner who is no lead any more
 * would otherwise still change what others work with.
 */
export function isEditable({ owner, sharing }: Pick<ViewRow, 'owner' | 'sharing'>, { caller }: Pick<Sight, 'caller'>) {
  return sharing.length > 0 ? isAtLeast(caller.role, 'lead') : owner === caller.id && isAtLeast(caller.role, 'analyst');
}
