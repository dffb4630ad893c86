import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { createView } from '../../lib/api.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { forgetDraft } from './drafts.ts';
import { NameDialog } from './name-dialog.tsx';
import { SharingField } from './sharing-field.tsx';
import { useChange } from './use-change.ts';
import { toFreeName } from './view-name.ts';
import { fromSharingChoice, type SharingChoice } from './view-words.ts';
import type { ViewDialog, Views } from './views-context.ts';
import { putView } from './views-query.ts';

export interface SaveAsDialogProps {
  asked: Extract<ViewDialog, { kind: 'save_as' }>;
  views: Views;
  onClose: () => void;
}

/** A view of one's own: its name, whether it keeps the range, and for leads who sees it. */
export function SaveAsDialog({ asked, views, onClose }: SaveAsDialogProps) {
  const client = useQueryClient();
  const change = useChange();
  const toast = useToast();
  const [keepsRange, setKeepsRange] = useState(asked.content.range !== null);
  const [sharing, setSharing] = useState<SharingChoice>('private');
  const save = async (name: string) => {
    const content = { ...asked.content, range: keepsRange ? asked.range : null };
    const isShared = sharing !== 'private';
    const view = await change(() =>
      createView({ name, content, ...(isShared && { sharing: fromSharingChoice(sharing) }) }),
    );
    if (asked.from !== undefined) forgetDraft(asked.from);
    putView(client, view);
    onClose();
    views.onOpen(view);
    toast({ text: `Saved “${view.name}”` });
  };
  return (
    <NameDialog
      title="Save as a view"
      lead={asked.reason === undefined ? undefined : <p>{asked.reason} It can be saved as a view of your own.</p>}
      name={asked.name === '' ? '' : toFreeName(asked.name, views.views)}
      action="Save"
      onSubmit={save}
      onClose={onClose}
    >
      {asked.range && (
        <div>
          <label className="flex min-h-7 items-center gap-2">
            <input
              type="checkbox"
              checked={keepsRange}
              onChange={(event) => setKeepsRange(event.target.checked)}
              className="size-3.5 accent-accent"
            />
            Keep the range: {asked.range.from} to {asked.range.to}
          </label>
          <p className="text-muted">Without it, the view opens with the range that is on the screen.</p>
        </div>
      )}
      {views.may('lead') && <SharingField value={sharing} onChange={setSharing} isOwn />}
    </NameDialog>
  );
}
