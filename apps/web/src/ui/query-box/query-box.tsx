import { Search } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useKeys } from '../../lib/keymap.ts';
import { Kbd } from '../button.tsx';
import { cx } from '../cx.ts';
import { CompletionList } from './completion-list.tsx';
import { MarkedText } from './marked-text.tsx';
import type { Completion, Remark } from './types.ts';

export interface QueryBoxProps {
  /** What is asked now. */
  value: string;
  onSubmit: (text: string) => void;
  /** What is searched, in a word. */
  what: string;
  /** What is wrong with a text; what cannot be read is not submitted. */
  check: (text: string) => Remark | undefined;
  /** How parts of a text that can be read are meant. */
  notesOf: (text: string) => readonly Remark[];
  /** What could stand at the caret. */
  complete: (text: string, caret: number) => readonly Completion[];
  charsMax: number;
  /** Behind the box: what can be written in it. */
  help: ReactNode;
}

/** One line of a small language: what is wrong with it shows at its place, and what could be written next below it. */
export function QueryBox(props: QueryBoxProps) {
  const { value, check, notesOf, charsMax } = props;
  const [draft, setDraft] = useState<string>();
  const [isFocused, setFocused] = useState(false);
  const [isTold, setTold] = useState(false);
  const [caret, setCaret] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const [growsLeft, setGrowsLeft] = useState(true);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const text = draft ?? value;
  // A link may hold what cannot be read; what is typed is judged when it is asked, and from then on at each key.
  const mistake = isTold || (draft === undefined && value !== '') ? check(text) : undefined;
  const options = isOpen && isFocused ? props.complete(text, caret) : none;
  const notes = isFocused && !mistake && text !== '' ? notesOf(text) : none;
  const isListed = options.length > 0;

  useKeys([
    {
      keys: '/',
      label: 'Search',
      group: 'Filter',
      run: () => {
        input.current?.focus();
        input.current?.select();
      },
    },
  ]);

  function accept(option: Completion): void {
    const { from, to, insert } = option;
    const next = text.slice(0, from) + insert + text.slice(to);
    if (next.length > charsMax) return;
    setDraft(next);
    setActive(-1);
    // A field is followed by its values; behind a value the next term begins.
    setOpen(insert.endsWith(':'));
    const at = from + insert.length;
    setCaret(at);
    requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
  }

  function submit(): void {
    if (check(text)) {
      setTold(true);
      setOpen(false);
      return;
    }
    setTold(false);
    setDraft(undefined);
    setOpen(false);
    props.onSubmit(text.trim());
    // The next key is the list's.
    input.current?.blur();
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    const chosen = options[active] ?? (event.key === 'Tab' && !event.shiftKey ? options[0] : undefined);
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!isListed) setOpen(true);
      else
        setActive(
          (active + (event.key === 'ArrowDown' ? 1 : options.length + (active === -1 ? 1 : 0) - 1) + options.length) %
            options.length,
        );
    } else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) {
      event.preventDefault();
      accept(chosen);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (isListed) {
        setOpen(false);
        setActive(-1);
      } else {
        setDraft(undefined);
        setTold(false);
        event.currentTarget.blur();
      }
    }
  }

  const isTelling = mistake !== undefined || notes.length > 0;
  return (
    <form
      role="search"
      className="relative h-7 w-64 min-w-24 flex-initial"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div
        className={cx(
          'absolute top-0',
          growsLeft ? 'right-0' : 'left-0',
          isFocused || mistake ? 'z-30 w-[560px]' : 'w-full',
        )}
      >
        <div className="relative flex items-center rounded-control bg-bg">
          <Search size={14} strokeWidth={1.75} aria-hidden className="absolute top-[7px] left-2 text-muted" />
          <MarkedText text={text} mark={mistake} input={input} />
          <input
            ref={input}
            role="combobox"
            aria-label={`Search ${props.what}`}
            aria-expanded={isListed}
            aria-autocomplete="list"
            aria-controls={isListed ? `${id}-list` : undefined}
            aria-activedescendant={isListed && active >= 0 ? `${id}-list-${active}` : undefined}
            aria-invalid={mistake !== undefined}
            aria-describedby={isTelling ? `${id}-told` : undefined}
            value={text}
            onChange={(event) => {
              setDraft(event.target.value);
              setCaret(event.target.selectionStart ?? event.target.value.length);
              setOpen(true);
              setActive(-1);
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
            onFocus={(event) => {
              setFocused(true);
              setGrowsLeft(hasRoomLeft(event.currentTarget));
            }}
            onBlur={() => {
              setFocused(false);
              setOpen(false);
              setActive(-1);
            }}
            onKeyDown={onKeyDown}
            placeholder={`Search ${props.what}`}
            spellCheck={false}
            autoComplete="off"
            maxLength={charsMax}
            className={cx(
              'relative h-7 w-full rounded-control border bg-transparent pr-14 pl-7 hover:bg-surface/40',
              mistake ? 'border-attention' : 'border-line',
            )}
          />
          <span className="absolute right-1 flex items-center gap-1">
            {!isFocused && (
              <span aria-hidden className="pointer-events-none">
                <Kbd>/</Kbd>
              </span>
            )}
            {props.help}
          </span>
        </div>
        {(isTelling || isListed) && (
          <div className="appear absolute top-8 right-0 left-0 overflow-hidden rounded-floating bg-bg shadow-floating">
            {isTelling && (
              <p
                id={`${id}-told`}
                role={mistake ? 'alert' : undefined}
                className={cx('px-3 py-2', isListed && 'border-b border-line')}
              >
                {(mistake ? [mistake] : notes).map(({ at, says, todo }) => (
                  <span key={`${at} ${says}`} className="block">
                    <span className={cx(mistake && 'font-medium text-attention')}>{says}</span>{' '}
                    <span className="text-muted">{todo}</span>
                  </span>
                ))}
              </p>
            )}
            {isListed && <CompletionList id={`${id}-list`} options={options} active={active} onAccept={accept} />}
          </div>
        )}
      </div>
    </form>
  );
}

const grownPx = 560;

/** Where the room to the left is short, it grows over what stands behind it. */
function hasRoomLeft(input: HTMLElement): boolean {
  const left = input.closest('header')?.getBoundingClientRect().left ?? 0;
  return (input.closest('form')?.getBoundingClientRect().right ?? 0) - left >= grownPx;
}

const none: readonly never[] = [];
