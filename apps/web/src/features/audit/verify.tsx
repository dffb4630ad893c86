import { useMutation } from '@tanstack/react-query';
import type { AuditVerdict } from '@watchfloor/contract';
import { ShieldCheck, X } from 'lucide-react';
import { verifyAudit } from '../../lib/api.ts';
import { useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatClock } from '../../ui/time-format.ts';
import { toVerdictWords } from './words.ts';

export type Verifying = ReturnType<typeof useVerifying>;

export function useVerifying() {
  return useMutation({ mutationFn: verifyAudit });
}

/** Of a long log it takes a while: whoever does not want to wait goes on, and the server finishes by itself. */
export function VerifyButton({ verifying }: { verifying: Verifying }) {
  if (verifying.isPending) {
    return (
      <Button look="plain" icon={ShieldCheck} onPress={verifying.reset}>
        Reading all of the log… Stop waiting
      </Button>
    );
  }
  return (
    <Button look="plain" icon={ShieldCheck} onPress={() => verifying.mutate()}>
      Verify
    </Button>
  );
}

/** Whether the log is as it was written. The server reads all of it, whatever the filters are. */
export function Verdict({ verifying }: { verifying: Verifying }) {
  const { data, error, reset } = verifying;
  const hide = <Button icon={X} label="Hide the verdict" onPress={reset} />;
  if (error) {
    return (
      <Notice tone="problem" action={hide} live="alert">
        The log could not be verified. {error.message}
      </Notice>
    );
  }
  return data ? <VerdictWords verdict={data} action={hide} /> : null;
}

function VerdictWords({ verdict, action }: { verdict: AuditVerdict; action: React.ReactNode }) {
  const zone = useZone();
  const { isWell, lines } = toVerdictWords(verdict);
  return (
    <Notice tone={isWell ? 'plain' : 'problem'} action={action} live={isWell ? 'status' : 'alert'}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {verdict.faults.length > 0 && (
        <ul tabIndex={0} aria-label="What does not hold" className="focus-inset max-h-40 list-disc overflow-auto pl-4">
          {verdict.faults.map(({ kind, position, detail }) => (
            <li key={`${kind} ${position} ${detail}`}>
              <HostileText text={detail} cut="none" />
            </li>
          ))}
        </ul>
      )}
      <p className="text-muted">
        Verified at {formatClock(verdict.checkedAt, zone)}.
        {verdict.head && (
          <>
            {' '}
            The chain ends at {verdict.head.position},{' '}
            <span className="font-mono">{verdict.head.mac.slice(0, 16)}…</span>
          </>
        )}
      </p>
    </Notice>
  );
}
