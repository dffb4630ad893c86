import { ArrowUp, Clock } from 'lucide-react';
import { Kbd } from '../../ui/button.tsx';

export interface NewsPillProps {
  /** `12 new · 1 critical · 3 changed`. */
  words: string;
  /** `4 arrived late; the oldest happened 3 h 42 min ago`, where some did. */
  late: string | undefined;
  isReading: boolean;
  onLoad: () => void;
  /** Shows what arrived last first. */
  onShowLate: () => void;
}

/** What waits. The list stays as it is until somebody asks for more. */
export function NewsPill({ words, late, isReading, onLoad, onShowLate }: NewsPillProps) {
  return (
    <div className="flex max-w-full gap-2">
      <button
        type="button"
        disabled={isReading}
        onClick={onLoad}
        className="appear flex h-6 flex-none cursor-default items-center gap-1 rounded-full bg-raised pr-1.5 pl-2 font-medium shadow-floating hover:bg-selected"
      >
        <ArrowUp size={12} strokeWidth={2} aria-hidden />
        {isReading ? 'Reading' : words}
        <Kbd>r</Kbd>
      </button>
      {late !== undefined && (
        <div className="appear flex h-6 min-w-0 items-center gap-1.5 rounded-full bg-raised pr-1 pl-2 shadow-floating">
          <Clock size={12} strokeWidth={1.75} aria-hidden className="flex-none text-muted" />
          <span className="truncate">{late}</span>
          <button
            type="button"
            onClick={onShowLate}
            className="h-5 flex-none cursor-default rounded-full px-1.5 font-medium hover:bg-selected"
          >
            Show
          </button>
        </div>
      )}
    </div>
  );
}
