import { useQueryClient } from '@tanstack/react-query';
import type { View } from '@watchfloor/contract';
import { useState } from 'react';
import { changeView } from '../../lib/api.ts';
import { NameDialog } from './name-dialog.tsx';
import { toCurrent, useChange } from './use-change.ts';
import { putView } from './views-query.ts';

/** Where others changed the view meanwhile, that is told, and asking once more gives it the name all the same. */
export function RenameDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const client = useQueryClient();
  const change = useChange();
  const [version, setVersion] = useState(view.version);
  const rename = async (name: string) => {
    try {
      putView(client, await change(() => changeView(view.id, { version, name })));
      onClose();
    } catch (error) {
      const current = toCurrent(error);
      if (current) {
        putView(client, current);
        setVersion(current.version);
      }
      throw error;
    }
  };
  return <NameDialog title="Rename the view" name={view.name} action="Rename" onSubmit={rename} onClose={onClose} />;
}
