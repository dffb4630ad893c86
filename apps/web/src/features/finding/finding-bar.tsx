import type { DetailAnswer, SourceRecord } from '@watchfloor/contract';
import { Braces, Link2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { getRaw } from '../../lib/api.ts';
import { Button } from '../../ui/button.tsx';
import { ExternalLink } from '../../ui/external-link.tsx';
import { useToast } from '../../ui/toast/toast.tsx';
import { useFinding } from './finding-context.ts';
import { useCopy } from './use-copy.ts';

export interface FindingBarProps {
  record: SourceRecord;
  detail: DetailAnswer | undefined;
  /** Open page, close: what the place offers. */
  children?: ReactNode;
}

/** What can be done with the record as a whole. Only what works is here. */
export function FindingBar({ record, detail, children }: FindingBarProps) {
  const { record: address, pageUrl } = useFinding();
  const copy = useCopy();
  const toast = useToast();
  const copyRaw = () => {
    if (!detail) return;
    if (!detail.raw.truncated) {
      copy(detail.raw.text, undefined, { raw: true, said: 'the raw record' });
      return;
    }
    void getRaw(address, AbortSignal.timeout(30_000)).then(
      (text) => copy(text, undefined, { raw: true, said: 'the raw record' }),
      (error: unknown) => toast({ text: error instanceof Error ? error.message : 'The record could not be read.' }),
    );
  };
  return (
    <div className="flex h-9 flex-none items-center gap-1 border-y border-line px-2">
      {record.consoleUrl !== undefined && (
        <span className="flex min-w-0 items-center gap-1.5 px-2">
          <span className="font-medium">Console</span>
          <ExternalLink href={record.consoleUrl} className="min-w-0" />
        </span>
      )}
      <Button icon={Link2} onPress={() => copy(pageUrl, undefined, { raw: true, said: 'the link' })}>
        Copy link
      </Button>
      <Button icon={Braces} onPress={copyRaw} isDisabled={!detail}>
        Copy raw
      </Button>
      <span className="flex-1" />
      {children}
    </div>
  );
}
