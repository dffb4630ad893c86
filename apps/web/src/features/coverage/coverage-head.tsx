import type { CoverageAnswer } from '@watchfloor/contract';
import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { SourceMark } from '../../ui/source-chip.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';

export interface CoverageHeadProps {
  answer: CoverageAnswer;
  /** How the connection fares, in words. */
  health: string;
  back: ReactNode;
  /** For administrators: the way to the settings. */
  settings: ReactNode;
  isRefreshing: boolean;
  onRefresh: () => void;
}

/** Whose coverage it is, how the connection fares, and who reads it. */
export function CoverageHead({ answer, health, back, settings, isRefreshing, onRefresh }: CoverageHeadProps) {
  const { connection, reader } = answer;
  const { label, vendorLabel, vendorMark, tenant } = connection;
  const isWell = connection.health.state === 'answering' || connection.health.state === 'not_asked';
  useKeys([{ keys: 'r', label: 'Read the newest now', group: 'Read', run: onRefresh }]);
  return (
    <header className="flex min-h-10 flex-none items-center gap-3 border-b border-line pr-2">
      {back}
      <h1 className="flex min-w-0 items-baseline gap-1 text-prose font-semibold">
        <SourceMark mark={vendorMark} />
        <HostileText text={label} />
      </h1>
      <p className="flex min-w-0 items-baseline gap-3 text-muted">
        <span className="flex-none">{vendorLabel}</span>
        {tenant !== undefined && <HostileText text={tenant} className="min-w-0" />}
        <span className={cx('min-w-0 truncate', isWell ? 'text-text' : 'font-medium text-attention')} title={health}>
          {health}
        </span>
        {reader !== null && (
          <span className="flex min-w-0 gap-1">
            Read by <HostileText text={reader} className="min-w-0" />
          </span>
        )}
      </p>
      <span className="flex-1" />
      <Button look="plain" icon={RotateCw} isDisabled={isRefreshing} onPress={onRefresh} hotkey="r">
        {isRefreshing ? 'Reading' : 'Refresh'}
      </Button>
      {settings}
    </header>
  );
}
