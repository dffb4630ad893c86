import { type Role, roles } from '@watchfloor/contract';
import { SelectField } from '../../ui/form/select-field.tsx';
import { roleWords } from './words.ts';

export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  return (
    <SelectField
      label="Role"
      value={value}
      options={roles.map((role) => ({ value: role, label: roleWords[role].label }))}
      hint={`${roleWords[value].may}.`}
      onChange={onChange}
    />
  );
}
