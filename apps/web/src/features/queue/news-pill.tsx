import { ArrowUp } from 'lucide-react';
import { Kbd } from '../../ui/button.tsx';

export interface NewsPillProps {
  /** `12 new · 1 critical · 3 changed`. */
  words: string;
  isReading: boolean;
  onLoad: () => void;
}

/** What waits. The list stays as it is until somebody asks for more. */
export function NewsPill({ words, isReading, onLoad }: NewsPillProps) {
  return (
    <button
      type="button"
      disabled={isReading}
      onClick={onLoad}
      className="appear flex h-6 cursor-default items-center gap-1 rounded-full bg-raised pr-1.5 pl-2 font-medium shadow-floating hover:bg-selected"
    >
      <ArrowUp size={12} strokeWidth={2} aria-hidden />
      {isReading ? 'Reading' : words}
      <Kbd>r</Kbd>
    </button>
  );
}
