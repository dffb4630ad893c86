import { type ReadTask, resolveTime, type SourceCoverage } from '@watchfloor/contract';
import { setPreferences } from '../../lib/preferences.ts';
import { localZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { TimeRange } from '../../ui/time-range/time-range.tsx';
import type { RangeText } from '../../ui/time-range/types.ts';
import type { Moment } from './moment.ts';

export interface RangeCheckProps {
  source: SourceCoverage;
  range: RangeText;
  moment: Moment;
  isBusy: boolean;
  onRange: (range: RangeText) => void;
  onAsk: (kind: ReadTask['kind']) => void;
}

/** A range, and what can be asked for it. */
export function RangeCheck({ source, range, moment, isBusy, onRange, onAsk }: RangeCheckProps) {
  const { now, zone } = moment;
  const findings = source.label.toLowerCase();
  return (
    <div
      role="group"
      aria-label={`Verify or read a range of ${findings}`}
      className="-ml-1.5 flex flex-wrap items-center gap-2"
    >
      <TimeRange
        value={range}
        resolved={{ from: resolveTime(range.from, now) ?? now, to: resolveTime(range.to, now) ?? now }}
        now={now}
        zone={zone}
        localZone={localZone}
        onChange={onRange}
        onZoneChange={(next) => setPreferences({ zone: next === 'UTC' ? 'utc' : 'local' })}
        parse={(text) => resolveTime(text, now)}
      />
      <Button look="plain" isDisabled={isBusy} onPress={() => onAsk('verify')}>
        Verify
      </Button>
      <Button look="plain" isDisabled={isBusy} onPress={() => onAsk('read')}>
        Read this range now
      </Button>
    </div>
  );
}
