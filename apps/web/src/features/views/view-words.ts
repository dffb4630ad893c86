import {
  type Connection,
  exploreLimits,
  type FilterValues,
  groupings,
  groupOrders,
  queueResource,
  type Resource,
  type Role,
  type Sharing,
  type View,
  type ViewContent,
} from '@watchfloor/contract';
import { findList } from '../../lib/find-list.ts';
import { toDensity } from './view-content.ts';

export const sharingLabels = {
  private: 'Only me',
  analyst: 'Analysts and above',
  lead: 'Leads and administrators',
  admin: 'Administrators',
  everyone: 'Everyone',
} as const;
export type SharingChoice = keyof typeof sharingLabels;

/** Roles mean these and the ones above, so that the lowest says all. Whoever is here at all is a viewer. */
export function toSharingChoice(sharing: Sharing): SharingChoice {
  if (typeof sharing === 'string') return sharing;
  const order: Role[] = ['viewer', 'analyst', 'lead', 'admin'];
  const lowest = order.find((role) => sharing.includes(role)) ?? 'admin';
  return lowest === 'viewer' ? 'everyone' : lowest;
}

export function fromSharingChoice(choice: SharingChoice): Sharing {
  return choice === 'private' || choice === 'everyone' ? choice : [choice];
}

/** Who made it and who sees it: "yours", "yours, shared with everyone", "shared by Ana Ruiz", "from the configuration". */
export function toOriginWords({ origin, owner, sharing }: Pick<View, 'origin' | 'owner' | 'sharing'>): string {
  if (origin === 'provisioned') return 'from the configuration';
  if (origin === 'shared') return `shared by ${owner?.name ?? 'somebody'}`;
  const choice = toSharingChoice(sharing);
  return choice === 'private' ? 'yours' : `yours, shared: ${sharingLabels[choice].toLowerCase()}`;
}

/** Which list it shows: "Alarms · USM EMEA". Names alone where the list is not here. */
export function toTargetWords(view: Pick<View, 'content' | 'connection'>, connections: readonly Connection[]): string {
  if (view.content === null) return '';
  const { target } = view.content;
  if (target.kind === 'queue') return queueResource.label;
  const { connection, resource } = findList(connections, view.connection, target.resource);
  if (connection && resource) return `${resource.label} · ${connection.label}`;
  return `${target.resource} · ${target.kind === 'connection' ? target.connection : target.vendor}`;
}

export interface ContentWords {
  filters: string;
  range: string;
  order: string;
  /** Of the queue alone. */
  grouping: string;
  columns: string;
  rows: string;
}
export const contentLabels: Record<keyof ContentWords, string> = {
  filters: 'Filters',
  range: 'Range',
  order: 'Order',
  grouping: 'Grouped by',
  columns: 'Columns',
  rows: 'Row height',
};

/** A view's content in words, with the list's labels where the list is known. */
export function toContentWords(content: ViewContent, resource: Resource | undefined): ContentWords {
  const labelOf = (name: string) => resource?.columns.find((one) => one.name === name)?.label ?? name;
  const order = resource?.orders.find(({ name }, index) =>
    content.order === null ? index === 0 : name === content.order,
  );
  return {
    filters: toFilterWords(content.filters, resource),
    range: content.range ? `${content.range.from} to ${content.range.to}` : 'not kept',
    order: order?.label ?? content.order ?? 'as the list has it',
    grouping: toGroupWords(content.group),
    columns:
      content.columns
        ?.map(({ name, width }) => labelOf(name) + (width === undefined ? '' : ` (${width})`))
        .join(', ') ?? 'as each person has them',
    rows: content.density === null ? 'as each person has it' : toDensity(content.density),
  };
}

/** The fields in which two differ, in the order in which they are shown. */
export function toDifferences(a: ContentWords, b: ContentWords): (keyof ContentWords)[] {
  return (Object.keys(contentLabels) as (keyof ContentWords)[]).filter((field) => a[field] !== b[field]);
}

function toGroupWords(group: ViewContent['group']): string {
  if (!group) return 'nothing';
  const by = groupings.find(({ name }) => name === group.by)?.label ?? group.by;
  const order = groupOrders.find(({ name }) => name === group.order)?.label ?? group.order;
  return `${by}: ${order.toLowerCase()}`;
}

function toFilterWords(filters: ViewContent['filters'], resource: Resource | undefined): string {
  const words = Object.entries(filters).flatMap(([name, values]) => toOneFilter(name, values, resource));
  return words.length === 0 ? 'none' : words.join('; ');
}

function toOneFilter(name: string, { include, exclude }: FilterValues, resource: Resource | undefined): string[] {
  const filter = resource?.filters.find((one) => one.name === name);
  const label = filter?.label ?? name;
  const join = (values: string[]) =>
    values
      .slice(0, exploreLimits.valuesPerFilter)
      .map((value) => filter?.values.find((one) => one.value === value)?.label ?? value)
      .join(' or ');
  return [
    ...(include.length > 0 ? [`${label}: ${join(include)}`] : []),
    ...(exclude.length > 0 ? [`NOT ${label}: ${join(exclude)}`] : []),
  ];
}
