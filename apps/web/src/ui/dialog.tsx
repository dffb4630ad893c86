import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button } from './button.tsx';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  children: ReactNode;
  /** Buttons at the foot. */
  actions?: ReactNode;
  widthPx?: number | undefined;
}

/** A modal over everything; Esc and a press outside close it. */
export function Dialog({ title, isOpen, onOpenChange, children, actions, widthPx = 560 }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable
      className="appear fixed inset-0 z-50 flex items-start justify-center bg-[rgb(0_0_0/0.45)] pt-[12vh]"
    >
      <Modal
        className="flex max-h-[76vh] max-w-[calc(100vw-32px)] flex-col rounded-floating bg-bg shadow-floating"
        style={{ width: widthPx }}
      >
        <AriaDialog className="flex min-h-0 flex-col outline-none">
          <div className="flex h-10 flex-none items-center border-b border-line pr-1 pl-4">
            <Heading slot="title" className="flex-1 truncate text-prose font-semibold">
              {title}
            </Heading>
            <Button icon={X} label="Close" onPress={() => onOpenChange(false)} />
          </div>
          {/* A tab stop: where it scrolls and holds no control, nothing else could scroll it by key. */}
          <div tabIndex={0} className="focus-inset min-h-0 flex-1 overflow-auto p-4">
            {children}
          </div>
          {actions !== undefined && (
            <div className="flex flex-none justify-end gap-2 border-t border-line px-4 py-2">{actions}</div>
          )}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface CancelOrProps {
  onCancel: () => void;
  onPress: () => void;
  isDisabled?: boolean | undefined;
  /** What is done: "Save". */
  children: string;
}

/** The foot of a dialog that asks before one thing is done. */
export function CancelOr({ onCancel, onPress, isDisabled, children }: CancelOrProps) {
  return (
    <>
      <Button look="plain" onPress={onCancel}>
        Cancel
      </Button>
      <Button look="filled" isDisabled={isDisabled} onPress={onPress}>
        {children}
      </Button>
    </>
  );
}
