import type { Filter } from '@watchfloor/contract';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { Kbd } from '../button.tsx';

export interface SearchBoxProps {
  /** The filter that looks everywhere: `q`. */
  filter: Filter;
  /** What is searched, in a word: "alarms". */
  what: string;
  onSearch: (text: string) => void;
}

/** Words to look for. Enter makes a filter of them, which then stands among the chips. */
export function SearchBox({ filter, what, onSearch }: SearchBoxProps) {
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Search', group: 'Filter', run: () => input.current?.focus() }]);
  return (
    <form
      role="search"
      className="relative w-64 min-w-24 flex-initial"
      title={filter.hint}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() === '') return;
        onSearch(text.trim());
        setText('');
        // The next key is the list's.
        input.current?.blur();
      }}
    >
      <Search size={14} strokeWidth={1.75} aria-hidden className="absolute top-[7px] left-2 text-muted" />
      <input
        ref={input}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
        aria-label={`Search ${what}`}
        placeholder={`Search ${what}`}
        spellCheck={false}
        autoComplete="off"
        maxLength={512}
        className="h-7 w-full rounded-control border border-line bg-bg pr-8 pl-7 hover:bg-surface"
      />
      <span aria-hidden className="pointer-events-none absolute top-[5px] right-2">
        <Kbd>/</Kbd>
      </span>
    </form>
  );
}
