import { type ReactNode, type SubmitEvent, useState } from 'react';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { hasCode, toWords } from './use-change.ts';
import { toNameProblem } from './view-name.ts';

export interface NameDialogProps {
  title: string;
  /** Above the field: why it is asked. */
  lead?: ReactNode;
  /** Under the field: what else is asked. */
  children?: ReactNode;
  name: string;
  /** "Save", "Rename". */
  action: string;
  /** Does it and closes; what it throws is told at the field, and nothing that was typed is lost. */
  onSubmit: (name: string) => Promise<void>;
  onClose: () => void;
}

/** A dialog that asks for the name of a view. */
export function NameDialog(props: NameDialogProps) {
  const [name, setName] = useState(props.name);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  const submit = async () => {
    const wrong = toNameProblem(name);
    if (wrong !== undefined || isBusy) {
      setProblem(wrong);
      return;
    }
    setIsBusy(true);
    try {
      await props.onSubmit(name.trim());
    } catch (error) {
      setProblem(hasCode(error, 'name_taken') ? 'You have a view of this name already.' : toWords(error));
      setIsBusy(false);
    }
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <Dialog
      title={props.title}
      isOpen
      onOpenChange={props.onClose}
      widthPx={440}
      actions={
        <CancelOr onCancel={props.onClose} isDisabled={isBusy} onPress={() => void submit()}>
          {props.action}
        </CancelOr>
      }
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-3" noValidate>
        {props.lead}
        <TextField
          label="Name"
          name="name"
          defaultValue={props.name}
          problem={problem}
          autoFocus
          onFocus={(input) => input.select()}
          onChange={(value) => {
            setName(value);
            setProblem(undefined);
          }}
        />
        {props.children}
      </form>
    </Dialog>
  );
}
