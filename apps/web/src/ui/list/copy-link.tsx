import { type ExploreQuery, isRelative } from '@watchfloor/contract';
import { ChevronDown, Link2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../button.tsx';
import { ValueMenuAt, type ValueMenuItem } from '../value-menu/value-menu.tsx';
import { wideOnly } from './wide-only.ts';

export interface LinkForm {
  /** `absolute` shows a colleague the same time; `asked` goes on moving with the clock. */
  range: 'absolute' | 'asked';
  /** A name made by the server stands for the address. */
  isShort: boolean;
}

export interface CopyLinkProps {
  query: ExploreQuery;
  onCopy: (form: LinkForm) => void;
}

/** For a hand-over: the link with its range made absolute, and beside it the other ways. */
export function CopyLink({ query, onCopy }: CopyLinkProps) {
  const [isOpen, setIsOpen] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const moves = isRelative(query.from) || isRelative(query.to);
  return (
    <div className="flex flex-none items-center">
      <Button icon={Link2} onPress={() => onCopy({ range: 'absolute', isShort: false })}>
        <span className={wideOnly}>Copy link</span>
      </Button>
      <Button
        ref={more}
        icon={ChevronDown}
        label="Other links"
        isExpanded={isOpen}
        className="-ml-1 min-w-5 w-5"
        onPress={() => setIsOpen(true)}
      />
      {isOpen && more.current && (
        <ValueMenuAt
          value="the link"
          isPlain
          anchor={more.current}
          items={toItems(query, moves, onCopy)}
          onClose={() => setIsOpen(false)}
        />
      )}
    </div>
  );
}

function toItems({ from, to }: ExploreQuery, moves: boolean, onCopy: CopyLinkProps['onCopy']): ValueMenuItem[][] {
  const item = (form: LinkForm, label: string, detail?: string): ValueMenuItem => ({
    id: `${form.range} ${form.isShort}`,
    label,
    detail,
    onAction: () => onCopy(form),
  });
  const asked = `${from} to ${to}`;
  const long = item({ range: 'absolute', isShort: false }, moves ? 'Link, range made absolute' : 'Link');
  const short = item({ range: 'absolute', isShort: true }, moves ? 'Short link, range made absolute' : 'Short link');
  // A range that is absolute already is the same either way.
  if (!moves) return [[long], [short]];
  return [
    [long, item({ range: 'asked', isShort: false }, 'Link as it is', asked)],
    [short, item({ range: 'asked', isShort: true }, 'Short link as it is', asked)],
  ];
}
