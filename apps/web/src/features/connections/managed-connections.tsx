import { useQuery } from '@tanstack/react-query';
import type { AdminConnection, Connection } from '@watchfloor/contract';
import { Cable, Pause, Pencil, Play, Trash2 } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { ValueMenu, type ValueMenuItem } from '../../ui/value-menu/value-menu.tsx';
import { adminConnectionsOptions } from './admin-query.ts';
import { ConnectionsTable } from './connections-table.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { useConnectionActs } from './use-connection-acts.ts';

export interface ManagedConnectionsProps {
  connections: readonly Connection[];
  renderLists: (connection: Connection) => ReactNode;
  renderName: (id: string, name: ReactNode, className: string) => ReactNode;
  onOpen: (id: string) => void;
}

/** The table of connections with what only administrators see and do. */
export function ManagedConnections({ connections, renderLists, renderName, onOpen }: ManagedConnectionsProps) {
  const { data, error } = useQuery(adminConnectionsOptions);
  const [removed, setRemoved] = useState<AdminConnection>();
  const acts = useConnectionActs();
  const managed = new Map(data?.connections.map((one) => [one.id, one]));
  const toActions = (one: AdminConnection): ValueMenuItem[][] => {
    const isOfFile = one.origin === 'file';
    const general: ValueMenuItem[] = [
      { id: 'open', icon: Pencil, label: isOfFile ? 'Settings' : 'Edit', onAction: () => onOpen(one.id) },
      { id: 'test', icon: Cable, label: 'Test connection', onAction: () => acts.test(one) },
    ];
    if (isOfFile) return [general];
    const pause: ValueMenuItem = {
      id: 'pause',
      icon: one.paused ? Play : Pause,
      label: one.paused ? 'Resume' : 'Pause',
      onAction: () => acts.pause(one, !one.paused),
    };
    return [[...general, pause], [{ id: 'remove', icon: Trash2, label: 'Remove…', onAction: () => setRemoved(one) }]];
  };
  const table = useRef<HTMLDivElement>(null);
  const closeRemoval = () => {
    const id = removed?.id ?? '';
    flushSync(() => setRemoved(undefined));
    // The menu that it was asked from is gone: without this the page would have the focus.
    const row = table.current?.querySelector<HTMLElement>(`[data-connection="${CSS.escape(id)}"] button`);
    (row ?? table.current)?.focus();
  };
  const removedSource = connections.find(({ id }) => id === removed?.id);
  return (
    <div ref={table} tabIndex={-1} className="outline-none">
      {error && !data && <p className="px-4 pt-3 text-attention">Their settings could not be read: {error.message}</p>}
      <ConnectionsTable
        connections={connections}
        renderLists={renderLists}
        renderName={({ id, label }) => {
          const one = managed.get(id);
          const name = renderName(
            id,
            <HostileText text={label} />,
            'min-w-0 rounded-control font-medium hover:underline',
          );
          if (!one) return <span className="flex">{name}</span>;
          return (
            <>
              <span data-connection={id} className="flex items-center gap-1">
                {name}
                <ValueMenu value={label} items={toActions(one)} className="-my-0.5 flex-none" />
              </span>
              {one.origin === 'file' && <span className="block text-muted">From the configuration file</span>}
            </>
          );
        }}
        toBlock={({ id }) => {
          const one = managed.get(id);
          return one && !one.paused ? (one.problem ?? undefined) : undefined;
        }}
        renderNotes={({ id }) => {
          const one = managed.get(id);
          return one && <Notes connection={one} />;
        }}
      />
      {removed && (
        <RemoveDialog
          connection={removed}
          vendorLabel={removedSource?.vendorLabel ?? removed.vendor}
          lists={removedSource?.resources.map(({ label }) => label) ?? []}
          onRemove={() => {
            acts.remove(managed.get(removed.id) ?? removed);
            closeRemoval();
          }}
          onClose={closeRemoval}
        />
      )}
    </div>
  );
}

function Notes({ connection: { paused, problem, warnings } }: { connection: AdminConnection }) {
  return (
    <>
      {paused && problem !== null && <Note text={problem} />}
      {warnings.map((warning) => (
        <Note key={warning} text={warning} />
      ))}
    </>
  );
}

function Note({ text }: { text: string }) {
  return <HostileText text={text} cut="none" className="block text-attention" />;
}
