import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { Kbd } from '../../ui/button.tsx';

export interface Command {
  id: string;
  label: string;
  /** In grey: where it belongs. */
  detail?: string;
  keys?: string;
  run: () => void;
}

/** Everything that can be gone to or switched, by a few letters. */
export function Palette({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const byId = new Map(commands.map((command) => [command.id, command]));
  return (
    <ModalOverlay
      isOpen
      onOpenChange={onClose}
      isDismissable
      className="appear fixed inset-0 z-50 flex items-start justify-center bg-[rgb(0_0_0/0.45)] pt-[14vh]"
    >
      <Modal className="w-[560px] max-w-[calc(100vw-32px)] rounded-floating bg-bg shadow-floating">
        <AriaDialog aria-label="Commands" className="outline-none">
          <Autocomplete filter={contains}>
            <SearchField aria-label="Find a command" autoFocus className="border-b border-line">
              <Input
                placeholder="Go to a list, or switch something"
                className="h-11 w-full bg-transparent px-4 text-prose outline-none"
              />
            </SearchField>
            {/* A tab stop: the letters stay in the field, and without one nothing but arrows could scroll the list. */}
            <div tabIndex={0} className="focus-inset max-h-80 overflow-auto">
              <Menu
                aria-label="Commands"
                className="py-1 outline-none"
                renderEmptyState={() => <p className="px-4 py-2 text-muted">No command matches</p>}
                onAction={(key) => {
                  onClose();
                  byId.get(String(key))?.run();
                }}
              >
                {commands.map((command) => (
                  <MenuItem
                    key={command.id}
                    id={command.id}
                    textValue={`${command.label} ${command.detail ?? ''}`}
                    className="flex h-8 cursor-default items-center gap-2 px-4 outline-none data-focused:bg-selected"
                  >
                    <span className="flex-none">{command.label}</span>
                    <span className="min-w-0 flex-1 truncate text-muted">{command.detail}</span>
                    {command.keys?.split(' ').map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </MenuItem>
                ))}
              </Menu>
            </div>
          </Autocomplete>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
