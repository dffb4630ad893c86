import { type GroupChoice, groupings, groupOrders } from '@watchfloor/contract';
import { memo } from 'react';

export interface GroupByProps {
  group: GroupChoice | undefined;
  /** Keep its identity. */
  onGroup: (group: GroupChoice | undefined) => void;
}

const looks = 'h-7 rounded-control border border-line bg-bg px-1 text-text hover:bg-surface';

/** Whether the list is grouped, by what, and in which order the groups stand. */
export const GroupBy = memo(function GroupBy({ group, onGroup }: GroupByProps) {
  return (
    <>
      <select
        aria-label="Group by"
        value={group?.by ?? ''}
        onChange={(event) => {
          const by = groupings.find(({ name }) => name === event.target.value)?.name;
          onGroup(by && { by, order: group?.order ?? 'count' });
        }}
        className={looks}
      >
        <option value="">Not grouped</option>
        {groupings.map(({ name, label }) => (
          <option key={name} value={name}>
            By {label.toLowerCase()}
          </option>
        ))}
      </select>
      {group && (
        <label className="flex items-center gap-1.5 text-muted">
          Order
          <select
            value={group.order}
            onChange={(event) => {
              const order = groupOrders.find(({ name }) => name === event.target.value)?.name;
              if (order) onGroup({ ...group, order });
            }}
            className={looks}
          >
            {groupOrders.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
});
