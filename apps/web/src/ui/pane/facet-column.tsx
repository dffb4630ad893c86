import { ListFilter, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../button.tsx';

export interface FacetColumnProps {
  label: string;
  /** The caller folds it under 1440 px: see `facetsFoldUnderPx`. */
  isFolded: boolean;
  onFoldedChange: (isFolded: boolean) => void;
  /** Filters that are set, said on the folded column. */
  activeCount?: number | undefined;
  children: ReactNode;
}

export const facetsFoldUnderPx = 1440;

/** The filters, 232 px at the list's left; folded it is a 40 px strip with a button. */
export function FacetColumn({ label, isFolded, onFoldedChange, activeCount = 0, children }: FacetColumnProps) {
  if (isFolded) {
    return (
      <section
        aria-label={label}
        className="flex h-full w-10 flex-none flex-col items-center border-r border-line pt-1.5"
      >
        <Button
          icon={ListFilter}
          label={`Show ${label.toLowerCase()}`}
          isExpanded={false}
          onPress={() => onFoldedChange(false)}
        />
        {activeCount > 0 && <span className="mt-1 text-label text-muted">{activeCount}</span>}
      </section>
    );
  }
  return (
    <section aria-label={label} className="flex h-full w-[232px] flex-none flex-col border-r border-line">
      <div className="flex h-10 flex-none items-center border-b border-line pr-1 pl-3">
        <h2 className="flex-1 font-semibold">{label}</h2>
        <Button icon={X} label={`Fold ${label.toLowerCase()}`} isExpanded onPress={() => onFoldedChange(true)} />
      </div>
      <div className="min-h-0 flex-1 divide-y divide-line overflow-x-hidden overflow-y-auto [scrollbar-gutter:stable]">
        {children}
      </div>
    </section>
  );
}
