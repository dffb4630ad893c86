import type { View } from '@watchfloor/contract';
import { useState } from 'react';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { SharingField } from './sharing-field.tsx';
import { toWords } from './use-change.ts';
import { useChangeOf } from './use-change-of.ts';
import { fromSharingChoice, toSharingChoice } from './view-words.ts';

/** Who sees a view. Where others changed it meanwhile, that is told, and asking once more does it all the same. */
export function SharingDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const change = useChangeOf(view);
  const [choice, setChoice] = useState(toSharingChoice(view.sharing));
  const [problem, setProblem] = useState<string>();
  const share = async () => {
    try {
      await change({ sharing: fromSharingChoice(choice) });
      onClose();
    } catch (error) {
      setProblem(toWords(error));
    }
  };
  return (
    <Dialog
      title="Share the view"
      isOpen
      onOpenChange={onClose}
      widthPx={440}
      actions={
        <CancelOr onCancel={onClose} onPress={() => void share()}>
          Share
        </CancelOr>
      }
    >
      <div className="flex flex-col gap-3">
        <HostileText text={view.name} className="font-medium" />
        <SharingField value={choice} onChange={setChoice} isOwn={view.origin === 'own'} />
        <p>A shared view is changed and deleted by leads and administrators; everyone else can save it as their own.</p>
        {problem !== undefined && (
          <p role="alert" className="text-attention">
            {problem}
          </p>
        )}
      </div>
    </Dialog>
  );
}
