import { type QueueExportFormat, queueExportFormats } from '@watchfloor/contract';
import { FileDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { wideOnly } from '../../ui/list/wide-only.ts';
import { ValueMenuAt } from '../../ui/value-menu/value-menu.tsx';
import { type ExportFile, startExport } from './export-run.ts';

const labels: Record<QueueExportFormat, { label: string; detail: string }> = {
  csv: { label: 'CSV', detail: 'a line for each finding' },
  ndjson: { label: 'NDJSON', detail: 'each finding whole' },
};

/** Writes all that the list finds to a file. @param file undefined while there is no list */
export function ExportButton({ file }: { file: Omit<ExportFile, 'format'> | undefined }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button ref={button} icon={FileDown} isExpanded={isOpen} isDisabled={!file} onPress={() => setOpen(true)}>
        <span className={wideOnly}>Export</span>
      </Button>
      {isOpen && file && button.current && (
        <ValueMenuAt
          value="the file"
          isPlain
          anchor={button.current}
          items={[
            queueExportFormats.map((format) => ({
              id: format,
              ...labels[format],
              onAction: () => void startExport({ ...file, format }),
            })),
          ]}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
