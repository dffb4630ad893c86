import type { OneTimeLink } from '@watchfloor/contract';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { copyValue } from '../../lib/copy.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { formatTime } from '../../ui/time-format.ts';

/** A one-time link, shown this once: the server keeps no more than its hash. */
export function LinkDialog({ name, link, onClose }: { name: string; link: OneTimeLink; onClose: () => void }) {
  const zone = useZone();
  const now = useNow();
  const [said, setSaid] = useState<string>();
  const copy = () => {
    copyValue(link.url, undefined, true).then(
      () => setSaid('Copied.'),
      () => setSaid('The browser did not allow copying. Select the link and copy it by hand.'),
    );
  };
  return (
    <Dialog
      title={`A link for ${name}`}
      isOpen
      onOpenChange={onClose}
      actions={
        <>
          <Button look="plain" onPress={onClose}>
            Done
          </Button>
          <Button look="filled" icon={Copy} onPress={copy}>
            Copy the link
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-prose">
          Hand it over on a way that only {name} reads. Whoever opens it first chooses the password. It is good for one
          use, until {formatTime(link.expiresAt, zone, now)}, and is not shown again.
        </p>
        <TextField
          label="One-time link"
          name="link"
          defaultValue={link.url}
          isReadOnly
          mono
          autoFocus
          onFocus={(input) => input.select()}
        />
        <p role="status" className="min-h-4 text-muted">
          {said}
        </p>
      </div>
    </Dialog>
  );
}
