import { CalendarClock, ChevronLeft, ChevronRight, ZoomOut } from 'lucide-react';
import { useRef, useState } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from '../button.tsx';
import { cx } from '../cx.ts';
import { formatDuration, formatIso, formatTime, formatZone } from '../time-format.ts';
import { RangeForm } from './range-form.tsx';
import { shiftRange, zoomOutRange } from './shift.ts';
import { quickRanges, type TimeRangeProps } from './types.ts';

/** The range and its zone, always in words; a press opens quick ranges, typed times and a calendar. */
export function TimeRange(props: TimeRangeProps) {
  const { value, resolved, now, zone, localZone, onChange, onZoneChange } = props;
  const [isOpenHere, setIsOpenHere] = useState(false);
  const isOpen = props.isOpen ?? isOpenHere;
  const setOpen = (open: boolean) => {
    setIsOpenHere(open);
    props.onOpenChange?.(open);
  };
  const trigger = useRef<HTMLButtonElement>(null);
  const quick = value.to === 'now' ? quickRanges.find((range) => range.from === value.from) : undefined;

  return (
    <div role="group" aria-label="Time range" className="flex items-center">
      <Button icon={ChevronLeft} label="Earlier by one width" onPress={() => onChange(shiftRange(resolved, -1, now))} />
      <Button ref={trigger} look="plain" icon={CalendarClock} isExpanded={isOpen} onPress={() => setOpen(!isOpen)}>
        <span title={`${formatIso(resolved.from, zone)} to ${formatIso(resolved.to, zone)}`}>
          {toRangeWords(props)}
        </span>
        <span className="ml-1 font-normal text-muted">{formatZone(resolved.to, zone)}</span>
      </Button>
      <Button
        icon={ChevronRight}
        label="Later by one width"
        isDisabled={resolved.to >= now}
        onPress={() => onChange(shiftRange(resolved, 1, now))}
      />
      <Button icon={ZoomOut} label="Zoom out" onPress={() => onChange(zoomOutRange(resolved, now))} />
      <Popover
        triggerRef={trigger}
        isOpen={isOpen}
        onOpenChange={setOpen}
        placement="bottom end"
        offset={4}
        className="appear rounded-floating bg-bg shadow-floating"
      >
        <AriaDialog aria-label="Time range" className="flex outline-none">
          <div className="flex w-28 flex-none flex-col border-r border-line p-1">
            {quickRanges.map((range) => (
              <button
                key={range.id}
                type="button"
                aria-pressed={range === quick}
                className={cx(
                  'focus-inset h-7 cursor-default rounded-control px-2 text-left hover:bg-raised',
                  range === quick && 'bg-selected font-medium',
                )}
                onClick={() => {
                  onChange({ from: range.from, to: 'now' });
                  setOpen(false);
                }}
              >
                Last {range.label}
              </button>
            ))}
          </div>
          <div className="w-[304px] p-3">
            <RangeForm
              {...props}
              onApply={(range) => {
                onChange(range);
                setOpen(false);
              }}
            />
            <div role="group" aria-label="Time zone" className="mt-3 flex items-center gap-1 border-t border-line pt-3">
              <span className="flex-1 text-muted">Times are shown in</span>
              {['UTC', localZone].map((choice, index) => (
                <Button
                  key={index === 0 ? 'utc' : 'local'}
                  size={24}
                  isPressed={zone === choice}
                  onPress={() => onZoneChange(choice)}
                >
                  {index === 0 ? 'UTC' : `Local ${formatZone(resolved.to, localZone)}`}
                </Button>
              ))}
            </div>
          </div>
        </AriaDialog>
      </Popover>
    </div>
  );
}

function toRangeWords({ value, resolved, now, zone }: TimeRangeProps): string {
  if (value.to === 'now') {
    const quick = quickRanges.find((range) => range.from === value.from);
    if (quick) return `Last ${quick.label}`;
    if (value.from.startsWith('now-')) return `Last ${formatDuration(resolved.to - resolved.from)}`;
  }
  return `${formatTime(resolved.from, zone, now)} – ${formatTime(resolved.to, zone, now)}`;
}
