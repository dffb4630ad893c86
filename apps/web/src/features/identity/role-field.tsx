import { type Role, roles } from '@watchfloor/contract';
import { SelectField } from '../../ui/form/select-field.tsx';
import { roleWords } from './words.ts';

export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  return (
    <SelectField
      label="Role"
      value={value}
      options={roles.map((role) => ({ value: role, label: roleWords[role].label }))}
      hint={toSentence(roleWords[value].may)}
      onChange={onChange}
    />
  );
}

const toSentence = (words: string) => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
