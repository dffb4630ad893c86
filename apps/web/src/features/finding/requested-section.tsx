import type { Section } from '@watchfloor/contract';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useSection } from './detail-query.ts';
import { useFinding } from './finding-context.ts';

/** A section that is heavy at the vendor: asked for when a person presses, and said while it takes long. */
export function RequestedSection({
  id,
  ask,
  children,
}: {
  id: string;
  ask: string;
  children: (section: Section) => ReactNode;
}) {
  const { record } = useFinding();
  const [isAsked, setIsAsked] = useState(false);
  const { data, error, refetch, isFetching } = useSection(record, id, isAsked);
  if (data) return children(data.section);
  if (!isAsked) {
    return (
      <div className="px-4">
        <Button size={24} onPress={() => setIsAsked(true)}>
          {ask}
        </Button>
      </div>
    );
  }
  if (!error) return <Skeleton lines={4} lineHeightPx={28} className="px-4" />;
  return (
    <p className="flex items-center gap-2 px-4 text-muted">
      {error.message}
      <Button size={24} onPress={() => void refetch()} isDisabled={isFetching}>
        Retry
      </Button>
    </p>
  );
}
