import { CircleQuestionMark } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';

const SearchHelpPopover = lazy(() => import('./search-help-popover.tsx'));

/** What can be written into the search box. */
export function SearchHelp() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        icon={CircleQuestionMark}
        size={20}
        label="How to search"
        isExpanded={isOpen}
        onPress={() => setOpen(!isOpen)}
        className="text-muted"
      />
      {isOpen && (
        <Suspense fallback={null}>
          <SearchHelpPopover anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
