import { type KeyBinding, useBoundKeys } from '../../lib/keymap.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { Button, Kbd } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

const groups: KeyBinding['group'][] = ['Move', 'Read', 'Decide', 'Filter', 'Copy', 'Time', 'Screen'];

/** The keys that work where one is, from the registry that binds them. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const bound = useBoundKeys();
  const { keys: isOn } = usePreferences();
  const byKeys = new Map(bound.map((one) => [one.keys, one]));
  return (
    <Dialog
      title="Keys"
      isOpen
      onOpenChange={onClose}
      widthPx={720}
      actions={
        <Button look="plain" isPressed={isOn} onPress={() => setPreferences({ keys: !isOn })}>
          {isOn ? 'Keys are on' : 'Keys are off'}
        </Button>
      }
    >
      <div className="columns-2 gap-8">
        {groups.map((group) => {
          const rows = [...byKeys.values()].filter((one) => one.group === group);
          if (rows.length === 0) return null;
          return (
            <section key={group} className="mb-4 break-inside-avoid">
              <h3 className="pb-1 text-label font-medium text-muted">{group}</h3>
              <dl>
                {rows.map((one) => (
                  <div key={one.keys} className="flex h-6 items-center">
                    <dt className="flex-1">{one.label}</dt>
                    <dd className="flex">
                      {one.keys.split(' ').map((key) => (
                        <Kbd key={key}>{key}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <p className="text-muted">
        In the list: ← and → move between cells, Home and End go to its ends, Shift+F10 opens the cell's menu.
      </p>
    </Dialog>
  );
}
