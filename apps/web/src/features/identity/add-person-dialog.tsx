import { useQueryClient } from '@tanstack/react-query';
import {
  type Access,
  emailSchema,
  type PeopleAnswer,
  type PersonAnswer,
  personNameSchema,
  type Role,
} from '@watchfloor/contract';
import { useState } from 'react';
import { addPerson } from '../../lib/api.ts';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { AccessField } from './access-field.tsx';
import { peopleOptions } from './people-query.ts';
import { RoleField } from './role-field.tsx';
import { SignInProblem } from './sign-in-panel.tsx';
import { useCheckedForm } from './use-checked-form.ts';
import { type NamedConnection, toAccessWords } from './words.ts';

export interface AddPersonDialogProps {
  roleAccess: PeopleAnswer['roleAccess'];
  connections: readonly NamedConnection[];
  /** With the link to hand over. */
  onAdded: (answer: PersonAnswer) => void;
  onClose: () => void;
}

/** Lets somebody in. They choose their password themselves, by a link. */
export function AddPersonDialog({ roleAccess, connections, onAdded, onClose }: AddPersonDialogProps) {
  const client = useQueryClient();
  const [role, setRole] = useState<Role>('analyst');
  const [access, setAccess] = useState<Access | null>(null);
  const adding = useCheckedForm({
    schemas: { name: personNameSchema, email: emailSchema },
    send: ({ name = '', email = '' }) => addPerson({ name, email, role, access }),
    onSent: (answer) => {
      void client.invalidateQueries(peopleOptions);
      onAdded(answer);
    },
  });
  const { problems, clear } = adding;
  return (
    <Dialog
      title="Add a person"
      isOpen
      onOpenChange={onClose}
      widthPx={480}
      actions={
        <CancelOr onCancel={onClose} onPress={adding.submit}>
          {adding.isPending ? 'Adding…' : 'Add and show the link'}
        </CancelOr>
      }
    >
      <form {...adding.form} className="flex flex-col gap-4">
        <TextField label="Name" name="name" autoFocus problem={problems.name} onChange={() => clear('name')} />
        <TextField
          label="Mail address"
          name="email"
          type="email"
          problem={problems.email}
          onChange={() => clear('email')}
          hint="They sign in with it."
        />
        <RoleField value={role} onChange={setRole} />
        <AccessField
          value={access}
          otherwise={`As the role: ${toAccessWords(roleAccess[role] ?? 'all', connections).toLowerCase()}`}
          offersAll
          connections={connections}
          onChange={setAccess}
        />
        <SignInProblem>{adding.otherProblem}</SignInProblem>
        {/* Enter in a field sends the form; the button that says so stands outside of it. */}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
