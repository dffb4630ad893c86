import { cx } from './cx.ts';

export interface SkeletonProps {
  /** Lines of text at their final height. */
  lines?: number | undefined;
  lineHeightPx?: number | undefined;
  className?: string | undefined;
}

const widths = ['w-3/4', 'w-full', 'w-5/6', 'w-2/3'];

/** Takes its final size at once and shows after 200 ms, so that a fast answer does not flicker. */
export function Skeleton({ lines = 1, lineHeightPx = 16, className }: SkeletonProps) {
  return (
    <div aria-hidden className={cx('appear-late', className)}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="flex items-center" style={{ height: lineHeightPx }}>
          <div className={cx('h-2 rounded-control bg-raised', widths[index % widths.length])} />
        </div>
      ))}
    </div>
  );
}
