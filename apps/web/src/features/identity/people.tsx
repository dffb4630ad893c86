import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OneTimeLink, PeopleAnswer, Person } from '@watchfloor/contract';
import { LinkIcon, LogOut, Pencil, UserCheck, UserPlus, UserX } from 'lucide-react';
import { useState } from 'react';
import { changePerson, endSessions, makeLink } from '../../lib/api.ts';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toast/toast.tsx';
import type { ValueMenuItem } from '../../ui/value-menu/value-menu.tsx';
import { AddPersonDialog } from './add-person-dialog.tsx';
import { ChangePersonDialog } from './change-person-dialog.tsx';
import { LinkDialog } from './link-dialog.tsx';
import { peopleOptions } from './people-query.ts';
import { PeopleTable } from './people-table.tsx';
import { isLastAdministrator } from './person-draft.ts';
import { RoleLimits } from './role-limits.tsx';
import type { NamedConnection } from './words.ts';

type Opened = { kind: 'add' } | { kind: 'change'; person: Person } | { kind: 'link'; name: string; link: OneTimeLink };

export interface PeopleProps {
  answer: PeopleAnswer;
  self: string | undefined;
  connections: readonly NamedConnection[];
}

/** Who may sign in, what they may do and see. */
export function People({ answer, self, connections }: PeopleProps) {
  const { people, roleAccess } = answer;
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const acts = useActs((name, link) => setOpened({ kind: 'link', name, link }));
  const toActions = (person: Person): ValueMenuItem[][] => [
    [
      { id: 'change', icon: Pencil, label: 'Change…', onAction: () => setOpened({ kind: 'change', person }) },
      ...(person.disabled || person.signsInBy.includes('oidc')
        ? []
        : [{ id: 'link', icon: LinkIcon, label: 'New one-time link', onAction: () => acts.link(person) }]),
      { id: 'end', icon: LogOut, label: 'Sign out everywhere', onAction: () => acts.end(person) },
    ],
    isLastAdministrator(people, person)
      ? []
      : [
          {
            id: 'disable',
            icon: person.disabled ? UserCheck : UserX,
            label: person.disabled ? 'Enable' : 'Disable',
            onAction: () => acts.disable(person, !person.disabled),
          },
        ],
  ];
  return (
    <main className="flex min-w-0 flex-1 flex-col overflow-auto">
      <div className="flex h-10 flex-none items-center border-b border-line pr-2 pl-4">
        <h1 className="flex-1 text-prose font-semibold">People</h1>
        <Button look="filled" icon={UserPlus} onPress={() => setOpened({ kind: 'add' })}>
          Add a person
        </Button>
      </div>
      <PeopleTable
        people={people}
        self={self}
        connections={connections}
        onOpen={(person) => setOpened({ kind: 'change', person })}
        toActions={toActions}
      />
      <RoleLimits roleAccess={roleAccess} connections={connections} />
      {opened?.kind === 'add' && (
        <AddPersonDialog
          roleAccess={roleAccess}
          connections={connections}
          onAdded={({ person, link }) => (link ? setOpened({ kind: 'link', name: person.name, link }) : close())}
          onClose={close}
        />
      )}
      {opened?.kind === 'change' && (
        <ChangePersonDialog
          person={opened.person}
          isLast={isLastAdministrator(people, opened.person)}
          isSelf={opened.person.id === self}
          roleAccess={roleAccess}
          connections={connections}
          onChanged={close}
          onClose={close}
        />
      )}
      {opened?.kind === 'link' && <LinkDialog name={opened.name} link={opened.link} onClose={close} />}
    </main>
  );
}

/** What is done with one press; each says what it did. */
function useActs(onLink: (name: string, link: OneTimeLink) => void) {
  const client = useQueryClient();
  const toast = useToast();
  const onError = (error: Error) => {
    toast({ text: error.message });
    void client.invalidateQueries(peopleOptions);
  };
  const linking = useMutation({
    mutationFn: ({ id }: Person) => makeLink(id),
    onSuccess: (link, person) => onLink(person.name, link),
    onError,
  });
  const ending = useMutation({
    mutationFn: ({ id }: Person) => endSessions(id),
    onSuccess: (_, { name }) => toast({ text: `${name} is signed out everywhere` }),
    onError,
  });
  const disabling = useMutation({
    mutationFn: ({ person, disabled }: { person: Person; disabled: boolean }) =>
      changePerson(person.id, { version: person.version, disabled }),
    onSuccess: ({ person }, { disabled }) => {
      void client.invalidateQueries(peopleOptions);
      const undo = () => disabling.mutate({ person, disabled: !disabled });
      toast({
        text: disabled ? `${person.name} is disabled and signed out everywhere` : `${person.name} may sign in again`,
        action: { label: 'Undo', onAction: undo },
        shownMs: 10_000,
      });
    },
    onError,
  });
  return {
    link: (person: Person) => linking.mutate(person),
    end: (person: Person) => ending.mutate(person),
    disable: (person: Person, disabled: boolean) => disabling.mutate({ person, disabled }),
  };
}
