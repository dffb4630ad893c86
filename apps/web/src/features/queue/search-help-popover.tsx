import { searchFields, searchLimits } from '@watchfloor/contract';
import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';

const lines: readonly [string, string][] = [
  ['invoice', 'A word begins so: finds invoice, invoices and Invoice_2231.exe'],
  ['"quarantine failed"', 'These whole words, one after the other, in one value'],
  ['pow*', 'The same as pow; behind a field, values that begin so: host:nvk-*'],
  ['maja beacon', 'Both; AND can be written between them'],
  ['maja OR daniel', 'Either. Parts more loosely: a b OR c is (a b) OR c'],
  ['-scanner', 'Without it; also -severity:low, NOT scanner, -(a OR b)'],
  ['user:maja.lindqvist', 'A field has this whole value; severity:(high OR critical) takes several'],
  ['severity>=high', 'And worse. Unknown and other have no place in the order and are left out'],
  ['happened>=now-4h', 'Also <=, <, > and happened:now-4h..now-1h; arrived, active'],
];

/** Loaded when first opened. */
export default function SearchHelpPopover({
  anchor,
  onClose,
}: {
  anchor: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}) {
  return (
    <Popover
      triggerRef={anchor}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      placement="bottom end"
      offset={8}
      className="appear w-[520px] max-w-[90vw] rounded-floating bg-bg shadow-floating"
    >
      <Dialog aria-label="How to search" className="flex flex-col gap-3 p-4 outline-none">
        <h2 className="text-prose font-semibold">How to search</h2>
        <dl className="grid grid-cols-[168px_1fr] gap-x-3 gap-y-1.5">
          {lines.map(([example, says]) => (
            <div key={example} className="contents">
              <dt className="font-mono [font-variant-ligatures:none]">{example}</dt>
              <dd className="text-muted">{says}</dd>
            </div>
          ))}
        </dl>
        <p className="border-t border-line pt-3 text-muted">
          Words are runs of letters and digits; capitals and small letters are the same, and all else parts them. They
          are looked for in the title, in what the finding names, in its columns and in the values of the raw record,
          not in the names of its fields. Of a word the first 255 letters count.
        </p>
        <p className="text-muted">
          Fields: <span className="font-mono text-text">{searchFields.map(({ name }) => name).join(', ')}</span>. At
          most {searchLimits.chars} characters and {searchLimits.terms} terms.
        </p>
      </Dialog>
    </Popover>
  );
}
