import { useQueryClient } from '@tanstack/react-query';
import { type View, type ViewChange, viewSchema } from '@watchfloor/contract';
import { useState } from 'react';
import { changeView, toCurrent } from '../../lib/api.ts';
import { useChange } from './use-change.ts';
import { putView } from './views-query.ts';

/**
 * Changes a view from its dialog. Where others changed it meanwhile, it throws that, and asking once more does it all
 * the same.
 */
export function useChangeOf(view: View): (changed: Omit<ViewChange, 'version'>) => Promise<void> {
  const client = useQueryClient();
  const change = useChange();
  const [version, setVersion] = useState(view.version);
  return async (changed) => {
    try {
      putView(client, await change(() => changeView(view.id, { version, ...changed })));
    } catch (error) {
      const current = toCurrent(error, viewSchema);
      if (current) {
        putView(client, current);
        setVersion(current.version);
      }
      throw error;
    }
  };
}
