import { useState } from 'react';
import { Button } from '../button.tsx';
import { TextField, type TextFieldProps } from './text-field.tsx';

/** A password, hidden until asked. */
export function PasswordField(props: Omit<TextFieldProps, 'type' | 'end' | 'mono'>) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextField
      {...props}
      type={isShown ? 'text' : 'password'}
      end={
        <Button
          size={24}
          isPressed={isShown}
          label={isShown ? 'Hide the password' : 'Show the password'}
          onPress={() => setIsShown(!isShown)}
        >
          {isShown ? 'Hide' : 'Show'}
        </Button>
      }
    />
  );
}
