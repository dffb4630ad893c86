import {
  type CalendarDate,
  fromAbsolute,
  parseTime,
  toCalendarDate,
  toCalendarDateTime,
  toTime,
  toZoned,
} from '@internationalized/date';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import {
  RangeCalendar as AriaRangeCalendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarHeading,
} from 'react-aria-components/RangeCalendar';

interface RangeCalendarProps {
  /** Epoch ms. */
  from: number;
  to: number;
  zone: string;
  now: number;
  onChange: (range: { from: number; to: number }) => void;
}

/**
 * Days by calendar, times as typed text, all in the shown zone.
 * The kit's segmented date field is not used: its spin buttons clear an announcer through `innerHTML`, which Trusted
 * Types forbid, and the second arrow key would throw.
 */
export default function RangeCalendar({ from, to, zone, now, onChange }: RangeCalendarProps) {
  const start = fromAbsolute(Math.min(from, to), zone);
  const end = fromAbsolute(to, zone);
  const at = (day: CalendarDate, time: ReturnType<typeof toTime>) =>
    toZoned(toCalendarDateTime(day, time), zone).toDate().getTime();
  const setTime = (end_: 'from' | 'to', text: string) => {
    if (text === '') return;
    const day = toCalendarDate(end_ === 'from' ? start : end);
    onChange({ from, to, [end_]: at(day, parseTime(text)) });
  };

  return (
    // Weeks start on Monday and days are named as everywhere else on the screen, whatever the browser speaks.
    <I18nProvider locale="en-GB">
      <AriaRangeCalendar
        aria-label="Days of the range"
        value={{ start: toCalendarDate(start), end: toCalendarDate(end) }}
        maxValue={toCalendarDate(fromAbsolute(now, zone))}
        onChange={(days) =>
          onChange({
            from: at(toCalendarDate(days.start), parseTime('00:00:00')),
            to: at(toCalendarDate(days.end), parseTime('23:59:59')),
          })
        }
        className="mt-2"
      >
        <div className="flex h-7 items-center">
          <Button slot="previous" className={pager}>
            <ChevronLeft size={14} strokeWidth={1.75} aria-hidden />
          </Button>
          <CalendarHeading className="flex-1 text-center font-medium" />
          <Button slot="next" className={pager}>
            <ChevronRight size={14} strokeWidth={1.75} aria-hidden />
          </Button>
        </div>
        <CalendarGrid className="w-full table-fixed border-separate border-spacing-y-px" weekdayStyle="short">
          <CalendarGridHeader>
            {(day) => <CalendarHeaderCell className="h-6 text-label font-normal text-muted">{day}</CalendarHeaderCell>}
          </CalendarGridHeader>
          <CalendarGridBody>
            {(day) => (
              <CalendarCell
                date={day}
                className="focus-inset flex h-7 cursor-default items-center justify-center data-disabled:text-muted data-disabled:opacity-50 data-hovered:bg-raised data-outside-month:invisible data-selected:bg-selected data-selection-end:rounded-r-control data-selection-end:font-semibold data-selection-start:rounded-l-control data-selection-start:font-semibold"
              />
            )}
          </CalendarGridBody>
        </CalendarGrid>
      </AriaRangeCalendar>
      <div className="mt-2 flex items-center gap-2">
        <TimeField
          label="Start"
          value={toTime(start).toString().slice(0, 8)}
          onChange={(text) => setTime('from', text)}
        />
        <TimeField label="End" value={toTime(end).toString().slice(0, 8)} onChange={(text) => setTime('to', text)} />
      </div>
    </I18nProvider>
  );
}

const pager =
  'flex size-7 cursor-default items-center justify-center rounded-control data-disabled:opacity-50 data-hovered:bg-raised';

const clock = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** Not `type="time"`: that shows twelve hours and AM or PM in half of the browsers. */
function TimeField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  // A day that was chosen in the calendar brings its own time.
  const [shown, setShown] = useState(value);
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  return (
    <label className="flex flex-1 items-center gap-2">
      <span className="text-muted">{label}</span>
      <input
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          if (clock.test(event.target.value)) onChange(event.target.value);
        }}
        onBlur={() => setText(value)}
        placeholder="14:02:11"
        inputMode="numeric"
        aria-invalid={!clock.test(text)}
        className="h-7 w-full min-w-0 flex-1 rounded-control border border-control bg-bg px-2 font-mono aria-invalid:border-attention"
      />
    </label>
  );
}
