import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type PeopleAnswer, type Person, personSchema } from '@watchfloor/contract';
import { useState } from 'react';
import { changePerson, type PersonChange, toCurrent } from '../../lib/api.ts';
import { Button } from '../../ui/button.tsx';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { AccessField } from './access-field.tsx';
import { peopleOptions } from './people-query.ts';
import { toChangeOnTop, toDifferences, toDraft, toPersonChange } from './person-draft.ts';
import { RoleField } from './role-field.tsx';
import { SignInProblem } from './sign-in-panel.tsx';
import { type NamedConnection, roleWords, toAccessWords } from './words.ts';

export interface ChangePersonDialogProps {
  person: Person;
  isLast: boolean;
  isSelf: boolean;
  roleAccess: PeopleAnswer['roleAccess'];
  connections: readonly NamedConnection[];
  onChanged: (person: Person) => void;
  onClose: () => void;
}

/** Changes what somebody may do and see. Where another administrator was quicker, nothing of either is lost. */
export function ChangePersonDialog(props: ChangePersonDialogProps) {
  const { person, isLast, isSelf, roleAccess, connections, onChanged, onClose } = props;
  const client = useQueryClient();
  const [base, setBase] = useState(person);
  const [draft, setDraft] = useState(() => toDraft(person));
  const [current, setCurrent] = useState<Person>();
  const saving = useMutation({
    mutationFn: (change: PersonChange) => changePerson(person.id, change),
    onSuccess: (answer) => {
      void client.invalidateQueries(peopleOptions);
      onChanged(answer.person);
    },
    onError: (error) => setCurrent(toCurrent(error, personSchema)),
  });
  const save = (change: PersonChange | undefined) => {
    if (change) saving.mutate(change);
    else onClose();
  };
  const comesByProvider = base.signsInBy.includes('oidc');
  return (
    <Dialog
      title={person.name}
      isOpen
      onOpenChange={onClose}
      widthPx={480}
      actions={
        current ? (
          <>
            <Button
              look="plain"
              onPress={() => {
                setBase(current);
                setDraft(toDraft(current));
                setCurrent(undefined);
              }}
            >
              Keep theirs
            </Button>
            <Button
              look="filled"
              onPress={() => {
                setCurrent(undefined);
                save(toChangeOnTop(base, draft, current));
              }}
            >
              Save mine on top
            </Button>
          </>
        ) : (
          <CancelOr onCancel={onClose} onPress={() => save(toPersonChange(base, draft))}>
            {saving.isPending ? 'Saving…' : 'Save'}
          </CancelOr>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {current && <Conflict differences={toDifferences(base, current, connections)} />}
        <TextField
          key={base.version}
          label="Name"
          name="name"
          defaultValue={draft.name}
          onChange={(name) => setDraft({ ...draft, name })}
        />
        {isLast ? (
          <Fixed label="Role" value={roleWords[base.role].label}>
            This is the last administrator. Make somebody else one before this role is taken away or disabled.
          </Fixed>
        ) : comesByProvider ? (
          <Fixed label="Role" value={roleWords[base.role].label}>
            It comes from the identity provider and is changed there.
          </Fixed>
        ) : (
          <RoleField value={draft.role} onChange={(role) => setDraft({ ...draft, role })} />
        )}
        <AccessField
          value={draft.access}
          otherwise={`As the role: ${toAccessWords(roleAccess[draft.role] ?? 'all', connections).toLowerCase()}`}
          offersAll
          connections={connections}
          onChange={(access) => setDraft({ ...draft, access })}
        />
        {!isLast && (
          <label className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={draft.disabled}
              onChange={(event) => setDraft({ ...draft, disabled: event.target.checked })}
              className="accent-accent"
            />
            Disabled: cannot sign in
          </label>
        )}
        <p className="text-muted">
          {isSelf ? 'This is you: a change' : 'A change'} of role, access or “disabled” ends every session of{' '}
          {isSelf ? 'yours' : 'theirs'} at once.
        </p>
        <SignInProblem>{saving.error && !current ? saving.error.message : undefined}</SignInProblem>
      </div>
    </Dialog>
  );
}

function Conflict({ differences }: { differences: readonly string[] }) {
  return (
    <div role="alert" className="border-l-2 border-attention bg-surface px-3 py-2 text-prose">
      <p>
        Somebody changed this person in the meantime. Yours was not saved. Saved on top, it replaces what you changed.
      </p>
      <ul className="list-disc pl-4">
        {differences.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}

function Fixed({ label, value, children }: { label: string; value: string; children: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="font-medium">{label}</span>
      <span>{value}</span>
      <span className="text-muted">{children}</span>
    </div>
  );
}
