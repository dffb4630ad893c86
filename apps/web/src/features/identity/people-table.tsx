import type { Person } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { TableHead } from '../../ui/table-head.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatDuration } from '../../ui/time-format.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { ValueMenu, type ValueMenuItem } from '../../ui/value-menu/value-menu.tsx';
import { type NamedConnection, roleWords, toAccessWords } from './words.ts';

export interface PeopleTableProps {
  people: readonly Person[];
  /** The one who looks. */
  self: string | undefined;
  connections: readonly NamedConnection[];
  onOpen: (person: Person) => void;
  toActions: (person: Person) => ValueMenuItem[][];
}

const heads = ['Person', 'Role', 'Sees', 'Signs in by', 'Last seen', 'Added'];

/** Everybody who may sign in, by name. */
export function PeopleTable({ people, ...rest }: PeopleTableProps) {
  return (
    <table aria-label="People" className="w-full text-left">
      <TableHead heads={heads} control="Actions" />
      <tbody>
        {people.map((person) => (
          <Row key={person.id} person={person} {...rest} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ person, self, connections, onOpen, toActions }: Omit<PeopleTableProps, 'people'> & { person: Person }) {
  const zone = useZone();
  const now = useNow();
  return (
    <tr className={`border-t border-line align-top ${person.disabled ? 'text-muted' : ''}`}>
      <th scope="row" className="max-w-80 py-2 pr-4 pl-4 font-normal">
        <span className="flex items-baseline gap-2">
          <button
            type="button"
            onClick={() => onOpen(person)}
            className="min-w-0 cursor-default rounded-control text-left font-medium hover:underline"
          >
            <HostileText text={person.name} />
          </button>
          {person.id === self && <span className="flex-none text-muted">you</span>}
          {person.disabled && <span className="flex-none text-attention">disabled</span>}
        </span>
        <HostileText text={person.email ?? 'No mail address'} className="text-muted" />
      </th>
      <td className="w-32 py-2 pr-4">{roleWords[person.role].label}</td>
      <td className="py-2 pr-4">
        {toAccessWords(person.access.effective, connections)}
        {person.access.own !== null && <span className="block text-muted">set for this person</span>}
      </td>
      <td className="w-40 py-2 pr-4">{toWays(person)}</td>
      <td className="w-40 py-2 pr-4">
        {person.lastSeenAt === null ? (
          <span className="text-muted">Never</span>
        ) : (
          <>
            <TimeText at={person.lastSeenAt} zone={zone} now={now} />
            <span className="block text-muted">{formatDuration(now - person.lastSeenAt)} ago</span>
          </>
        )}
      </td>
      <td className="w-32 py-2 pr-4">
        <TimeText at={person.createdAt} zone={zone} now={now} />
      </td>
      <td className="py-1.5 pr-2">
        <ValueMenu value={person.name} items={toActions(person)} className="size-7" />
      </td>
    </tr>
  );
}

function toWays({ signsInBy }: Person): string {
  const words = signsInBy.map((way) => (way === 'oidc' ? 'Identity provider' : 'Password'));
  return words.length === 0 ? 'Not yet' : words.join(', ');
}
