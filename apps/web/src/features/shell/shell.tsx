import { CircleHelp, Command as CommandIcon, Moon, Sun } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { getPreferences, setPreferences, usePreferences } from '../../lib/preferences.ts';
import { getTheme, setTheme, useTheme } from '../../lib/theme.ts';
import { useMedia } from '../../lib/use-media.ts';
import { Button } from '../../ui/button.tsx';
import type { Density } from '../../ui/data-table/types.ts';
import { facetsFoldUnderPx } from '../../ui/pane/facet-column.tsx';
import { Rail } from '../../ui/pane/rail.tsx';
import { useToast } from '../../ui/toast/toast.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { Command } from './palette.tsx';

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));
const HelpDialog = lazy(() => import('./help-dialog.tsx').then((module) => ({ default: module.HelpDialog })));

export interface ShellProps {
  renderRail: (isFolded: boolean) => ReactNode;
  /** What the palette can go to. */
  destinations: readonly Command[];
  onGoExplore: () => void;
  /** Of the rows: the person's own, or the open view's. */
  density: Density;
  onDensity: (density: Density) => void;
  /** At the rail's foot: who one is. */
  renderAccount?: ((isFolded: boolean) => ReactNode) | undefined;
  children: ReactNode;
}

/** The frame of every page: navigation at the left, and the keys that work everywhere. */
export function Shell(props: ShellProps) {
  const { renderRail, renderAccount, destinations, onGoExplore, children } = props;
  const { railFolded } = usePreferences();
  const isNarrow = useMedia(`(max-width: ${facetsFoldUnderPx - 1}px)`);
  const [open, setOpen] = useState<'palette' | 'help'>();
  const toast = useToast();
  const theme = useTheme();

  const turnZone = () => {
    const zone = getPreferences().zone === 'utc' ? 'local' : 'utc';
    setPreferences({ zone });
    toast({ text: zone === 'utc' ? 'Times are in UTC' : 'Times are local' });
  };
  const turnDensity = () => {
    const order = ['compact', 'normal', 'roomy'] as const;
    const density = order[(order.indexOf(props.density) + 1) % order.length] ?? 'normal';
    props.onDensity(density);
    toast({ text: `Rows are ${density}` });
  };
  const turnTheme = () => setTheme(getTheme() === 'dark' ? 'light' : 'dark');

  useKeys([
    { keys: 'u', label: 'UTC or local time', group: 'Screen', run: turnZone },
    { keys: 'd', label: 'Row height', group: 'Screen', run: turnDensity },
    { keys: 'g e', label: 'Go to Explore', group: 'Move', run: onGoExplore },
    { keys: 'Ctrl+K', label: 'Commands', group: 'Screen', run: () => setOpen('palette') },
    { keys: '?', label: 'This list', group: 'Screen', run: () => setOpen('help') },
  ]);

  const commands: Command[] = [
    ...destinations,
    { id: 'theme', label: theme === 'dark' ? 'Light theme' : 'Dark theme', detail: 'Screen', run: turnTheme },
    { id: 'density', label: 'Row height', detail: 'Screen', keys: 'd', run: turnDensity },
    { id: 'zone', label: 'UTC or local time', detail: 'Screen', keys: 'u', run: turnZone },
    { id: 'help', label: 'Keys', detail: 'Help', keys: '?', run: () => setOpen('help') },
  ];
  const foot = (isFolded: boolean) => (
    <div className={isFolded ? 'flex flex-col gap-1' : 'flex gap-1'}>
      <Tooltip text="Commands (Ctrl+K)" placement="top">
        <Button icon={CommandIcon} label="Commands" onPress={() => setOpen('palette')} />
      </Tooltip>
      <Tooltip text={theme === 'dark' ? 'Light theme' : 'Dark theme'} placement="top">
        <Button
          icon={theme === 'dark' ? Sun : Moon}
          label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onPress={turnTheme}
        />
      </Tooltip>
      <Tooltip text="Keys (?)" placement="top">
        <Button icon={CircleHelp} label="Keys" onPress={() => setOpen('help')} />
      </Tooltip>
    </div>
  );

  return (
    <div className="flex h-full">
      <Rail
        label="Navigation"
        isFolded={railFolded ?? isNarrow}
        onFoldedChange={(next) => setPreferences({ railFolded: next })}
        account={renderAccount}
        foot={foot}
      >
        {renderRail}
      </Rail>
      <div className="flex min-w-0 flex-1">{children}</div>
      <Suspense fallback={null}>
        {open === 'palette' && <Palette commands={commands} onClose={() => setOpen(undefined)} />}
        {open === 'help' && <HelpDialog onClose={() => setOpen(undefined)} />}
      </Suspense>
    </div>
  );
}
