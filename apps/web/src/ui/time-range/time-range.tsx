import { Button } from '../button.tsx';
import type { TimeRangeProps } from './types.ts';

export function TimeRange({ value, zone }: TimeRangeProps) {
  return (
    <Button look="plain">
      {value.from} to {value.to} {zone}
    </Button>
  );
}
