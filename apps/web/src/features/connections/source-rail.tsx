import type { Connection, ConnectionHealth, Resource } from '@watchfloor/contract';
import { List, ShieldAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { RailHeading, RailItem, type RailItemProps } from '../../ui/pane/rail.tsx';
import { SourceMark } from '../../ui/source-chip.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { isPaused } from './health-words.ts';

export interface SourceRailProps {
  connections: readonly Connection[];
  isFolded: boolean;
  /** False beside a source strip, which says it: the rail then only marks it. */
  saysHealth: boolean;
  isCurrent: (connection: Connection, resource: Resource) => boolean;
  /** A link to the connection's own page. */
  renderName: (connection: Connection, content: ReactNode, className: string) => ReactNode;
  renderLink: (connection: Connection, resource: Resource, props: Parameters<RailItemProps['link']>[0]) => ReactNode;
}

const healthWords: Record<ConnectionHealth['state'], string> = {
  not_asked: '',
  answering: '',
  failing: 'failing',
  throttled: 'limited',
  refused: 'refused',
};

/** Every list of every connection; a connection that does not answer says so beside its name. */
export function SourceRail({ connections, isFolded, saysHealth, isCurrent, renderName, renderLink }: SourceRailProps) {
  return connections.map((connection) => {
    const word = isPaused(connection.health) ? 'paused' : healthWords[connection.health.state];
    return (
      <section key={connection.id} aria-label={connection.label}>
        <RailHeading isFolded={isFolded} mark={<SourceMark mark={connection.vendorMark} title={connection.label} />}>
          <span className="flex min-w-0 items-baseline gap-2" title={connection.health.lastError?.message}>
            <SourceMark mark={connection.vendorMark} title={connection.vendorLabel} />
            {renderName(
              connection,
              <HostileText text={connection.label} />,
              'focus-inset min-w-0 rounded-control hover:text-text hover:underline',
            )}
            {word !== '' && <Attention word={word} isSaid={saysHealth} />}
          </span>
        </RailHeading>
        {connection.resources.map((resource) => (
          <RailItem
            key={resource.name}
            isFolded={isFolded}
            isCurrent={isCurrent(connection, resource)}
            icon={<Icon kind={resource.kind} />}
            label={resource.label}
            link={(props) => renderLink(connection, resource, props)}
          />
        ))}
      </section>
    );
  });
}

function Attention({ word, isSaid }: { word: string; isSaid: boolean }) {
  if (isSaid) return <span className="flex-none text-attention">{word}</span>;
  return (
    <span className="flex-none self-center text-attention">
      <TriangleAlert size={12} strokeWidth={1.75} aria-hidden />
      <span className="sr-only">{word}</span>
    </span>
  );
}

/** Folded, the rail has no words: what wants a decision and what is evidence must differ by shape. */
function Icon({ kind }: { kind: Resource['kind'] }) {
  const Shape = kind === 'finding' ? ShieldAlert : List;
  return <Shape size={14} strokeWidth={1.75} aria-hidden />;
}
