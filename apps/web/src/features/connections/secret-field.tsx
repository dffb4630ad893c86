import type { SettingField } from '@watchfloor/contract';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/form/text-field.tsx';

export interface SecretFieldProps {
  setting: SettingField;
  /** Whether one is kept, and stays kept when this is saved. */
  isSet: boolean;
  /** One is kept, and saving clears it. */
  isCleared: boolean;
  text: string;
  problem: string | undefined;
  isReadOnly: boolean;
  onChange: (text: string) => void;
}

/** A secret that goes in and never comes out: whether one is kept, and a place for another one. */
export function SecretField(props: SecretFieldProps) {
  const { setting, isSet, isCleared, text, problem, isReadOnly, onChange } = props;
  const [isReplacing, setIsReplacing] = useState(text !== '');
  const [isShown, setIsShown] = useState(false);
  const replace = useRef<HTMLButtonElement>(null);
  if (isReadOnly || (isSet && !isCleared && !isReplacing)) {
    return (
      <div role="group" aria-label={setting.label} className="flex flex-col gap-1">
        <span className="font-medium">{setting.label}</span>
        <div className="flex h-7 items-center gap-2">
          <span className={isSet ? '' : 'text-attention'}>{isSet ? 'Set' : 'Not set'}</span>
          {!isReadOnly && (
            <Button
              ref={replace}
              look="plain"
              size={24}
              label={`Replace ${setting.label}`}
              onPress={() => setIsReplacing(true)}
            >
              Replace
            </Button>
          )}
        </div>
        {!isReadOnly && <p className="text-muted">It is kept on the server and shown to nobody.</p>}
      </div>
    );
  }
  const keep = () => {
    onChange('');
    // The field that had the focus goes; without this the page would have it.
    flushSync(() => setIsReplacing(false));
    replace.current?.focus();
  };
  return (
    <div className="flex items-start gap-2">
      <TextField
        label={setting.label}
        name={setting.name}
        type={isShown ? 'text' : 'password'}
        // Not one of the browser's owner: its password manager is not to offer or to keep it.
        autoComplete="new-password"
        mono
        defaultValue={text}
        placeholder={setting.placeholder}
        hint={[toStateWords(props), setting.help].filter(Boolean).join(' ')}
        problem={problem}
        autoFocus={isReplacing && text === ''}
        onChange={onChange}
        className="flex-1"
        end={
          <Button
            size={24}
            isPressed={isShown}
            label={`${isShown ? 'Hide' : 'Show'} ${setting.label}`}
            onPress={() => setIsShown(!isShown)}
          >
            {isShown ? 'Hide' : 'Show'}
          </Button>
        }
      />
      {isReplacing && isSet && !isCleared && (
        <Button look="plain" className="mt-5" onPress={keep}>
          Keep the one that is set
        </Button>
      )}
    </div>
  );
}

function toStateWords({ isSet, isCleared }: SecretFieldProps): string {
  if (isCleared) return 'Cleared by the new address.';
  return isSet ? 'Replaces the one that is set.' : 'Not set.';
}
