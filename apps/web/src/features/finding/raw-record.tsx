import type { DetailAnswer } from '@watchfloor/contract';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { toRawPath } from '../../lib/api.ts';
import { CodeBlock } from '../../ui/code-block/code-block.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import { useFinding } from './finding-context.ts';

const sizes = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** The record byte for byte as the vendor sent it. */
export function RawRecord({ raw }: { raw: DetailAnswer['raw'] }) {
  const { record, sectionLevel } = useFinding();
  const [isOpen, setIsOpen] = useState(false);
  const size = raw.bytes < 1_024 ? `${raw.bytes} bytes` : `${sizes.format(raw.bytes / 1_024)} KiB`;
  return (
    <Disclosure
      level={sectionLevel}
      className="border-t border-line py-1"
      title="Raw record"
      note={size}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
    >
      <CodeBlock
        text={raw.text}
        label="Raw record"
        note={raw.truncated ? `The beginning of ${size}` : 'Byte for byte as the source sent it'}
        actions={
          <a
            href={toRawPath(record)}
            download
            className="flex h-6 items-center gap-1 rounded-control px-2 font-medium hover:bg-raised"
          >
            <Download size={14} strokeWidth={1.75} aria-hidden />
            {raw.truncated ? 'Whole record' : 'Download'}
          </a>
        }
      />
    </Disclosure>
  );
}
