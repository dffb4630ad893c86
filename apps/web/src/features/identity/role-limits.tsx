import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Access, type PeopleAnswer, type Role, roles } from '@watchfloor/contract';
import { useState } from 'react';
import { limitRole } from '../../lib/api.ts';
import { Button } from '../../ui/button.tsx';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { TableHead } from '../../ui/table-head.tsx';
import { AccessField } from './access-field.tsx';
import { peopleOptions } from './people-query.ts';
import { SignInProblem } from './sign-in-panel.tsx';
import { type NamedConnection, roleWords, toAccessWords } from './words.ts';

export interface RoleLimitsProps {
  roleAccess: PeopleAnswer['roleAccess'];
  connections: readonly NamedConnection[];
}

/** What each role may do, and what it sees where nothing is set for the person. */
export function RoleLimits({ roleAccess, connections }: RoleLimitsProps) {
  const [changing, setChanging] = useState<Role>();
  return (
    <section className="mt-6 border-t border-line">
      <h2 className="px-4 pt-4 pb-1 text-prose font-semibold">Roles</h2>
      <table aria-label="Roles" className="w-full text-left">
        <TableHead heads={['Role', 'May', 'Sees']} control="Change" />
        <tbody>
          {roles.map((role) => (
            <tr key={role} className="border-t border-line">
              <th scope="row" className="w-40 py-2 pr-4 pl-4 font-medium">
                {roleWords[role].label}
              </th>
              <td className="py-2 pr-4">{roleWords[role].may}</td>
              <td className="py-2 pr-4">{toAccessWords(roleAccess[role] ?? 'all', connections)}</td>
              <td className="w-24 py-1 pr-2 text-right">
                <Button
                  size={24}
                  label={`Change what the role ${roleWords[role].label} sees`}
                  onPress={() => setChanging(role)}
                >
                  Change
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {changing !== undefined && (
        <LimitDialog
          role={changing}
          access={roleAccess[changing] ?? null}
          connections={connections}
          onClose={() => setChanging(undefined)}
        />
      )}
    </section>
  );
}

interface LimitDialogProps {
  role: Role;
  access: Access | null;
  connections: readonly NamedConnection[];
  onClose: () => void;
}

function LimitDialog({ role, access, connections, onClose }: LimitDialogProps) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(access);
  const saving = useMutation({
    mutationFn: () => limitRole(role, draft),
    onSuccess: (answer) => {
      client.setQueryData(peopleOptions.queryKey, answer);
      onClose();
    },
  });
  return (
    <Dialog
      title={`What the role ${roleWords[role].label} sees`}
      isOpen
      onOpenChange={onClose}
      widthPx={480}
      actions={
        <CancelOr onCancel={onClose} onPress={() => saving.mutate()}>
          {saving.isPending ? 'Saving…' : 'Save'}
        </CancelOr>
      }
    >
      <div className="flex flex-col gap-4">
        <AccessField
          value={draft}
          otherwise="Every connection, also later ones"
          offersAll={false}
          connections={connections}
          onChange={setDraft}
        />
        <p className="text-muted">
          It holds for everybody of this role for whom nothing else is set. A change ends their sessions at once.
        </p>
        <SignInProblem>{saving.error?.message}</SignInProblem>
      </div>
    </Dialog>
  );
}
