import { SelectField } from '../../ui/form/select-field.tsx';
import { type SharingChoice, sharingLabels } from './view-words.ts';

const choices = ['private', 'everyone', 'analyst', 'lead', 'admin'] as const;

export interface SharingFieldProps {
  value: SharingChoice;
  onChange: (value: SharingChoice) => void;
  /** Whether the view is the asker's; private means its owner. */
  isOwn: boolean;
}

/** Who sees a view. Nobody learns of a view whose connection they may not see. */
export function SharingField({ value, onChange, isOwn }: SharingFieldProps) {
  return (
    <SelectField
      label="Who sees it"
      value={value}
      options={choices.map((choice) => ({
        value: choice,
        label: choice === 'private' && !isOwn ? 'Only its owner' : sharingLabels[choice],
      }))}
      onChange={onChange}
      hint="Whoever may not see the connection does not see the view."
    />
  );
}
