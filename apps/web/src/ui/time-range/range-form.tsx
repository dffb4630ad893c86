import { lazy, Suspense, useState } from 'react';
import { Button } from '../button.tsx';
import { formatIso } from '../time-format.ts';
import type { RangeText, TimeRangeProps } from './types.ts';

// The calendar and the date arithmetic behind it are 40 KB that few sessions need.
const RangeCalendar = lazy(() => import('./range-calendar.tsx'));

interface RangeFormProps extends Pick<TimeRangeProps, 'value' | 'resolved' | 'zone' | 'now' | 'parse'> {
  onApply: (range: RangeText) => void;
}

/** Both ends as typed text, and a calendar that writes into them. */
export function RangeForm({ value, resolved, zone, now, parse, onApply }: RangeFormProps) {
  const [typed, setTyped] = useState(value);
  const [showsCalendar, setShowsCalendar] = useState(false);
  const from = parse(typed.from.trim());
  const to = parse(typed.to.trim());
  const problem = toProblem(from, to);

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === undefined) onApply({ from: typed.from.trim(), to: typed.to.trim() });
      }}
    >
      <TimeInput
        label="From"
        value={typed.from}
        isInvalid={from === undefined}
        onChange={(text) => setTyped({ ...typed, from: text })}
      />
      <TimeInput
        label="To"
        value={typed.to}
        isInvalid={to === undefined}
        onChange={(text) => setTyped({ ...typed, to: text })}
      />
      <p className="min-h-8 pl-12 text-label text-muted" aria-live="polite">
        {problem ??
          [from, to].map((at, index) => (
            <span key={index === 0 ? 'from' : 'to'} className="block">
              {formatIso(at ?? 0, zone)}
            </span>
          ))}
      </p>
      <div className="mt-1 flex items-center justify-between">
        <Button size={28} isExpanded={showsCalendar} onPress={() => setShowsCalendar(!showsCalendar)}>
          Calendar
        </Button>
        <Button type="submit" look="filled" isDisabled={problem !== undefined}>
          Apply
        </Button>
      </div>
      {showsCalendar && (
        <Suspense fallback={<div className="h-[316px]" />}>
          <RangeCalendar
            from={from ?? resolved.from}
            to={to ?? resolved.to}
            zone={zone}
            now={now}
            onChange={(range) => setTyped({ from: formatIso(range.from, zone), to: formatIso(range.to, zone) })}
          />
        </Suspense>
      )}
    </form>
  );
}

function toProblem(from: number | undefined, to: number | undefined): string | undefined {
  if (from === undefined || to === undefined)
    return 'Use now-4h, 2026-11-22T14:02:11Z with its offset, or epoch milliseconds.';
  return from > to ? 'The start lies after the end.' : undefined;
}

interface TimeInputProps {
  label: string;
  value: string;
  isInvalid: boolean;
  onChange: (text: string) => void;
}

function TimeInput({ label, value, isInvalid, onChange }: TimeInputProps) {
  return (
    <label className="mb-2 flex items-center">
      <span className="w-12 text-muted">{label}</span>
      <input
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={isInvalid}
        spellCheck={false}
        autoComplete="off"
        className="h-7 min-w-0 flex-1 rounded-control border border-control bg-bg px-2 font-mono aria-invalid:border-attention"
      />
    </label>
  );
}
