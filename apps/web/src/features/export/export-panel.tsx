import { FileCheck, FileDown, FileX, X } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../../ui/button.tsx';
import { type ExportRun, forgetExport, saveExport, startExport, stopExport, useExportRun } from './export-run.ts';
import { toExportWords, toSize } from './export-words.ts';

/** How far a file is and what became of it. It floats, stays over pages, and goes when it is put away. */
export function ExportPanel() {
  const run = useExportRun();
  useLeaveGuard(run?.state === 'writing');
  // Who signs in next has no part in it.
  useEffect(() => forgetExport, []);
  if (!run) return null;
  return (
    <section
      aria-label="Export"
      className="appear fixed right-4 bottom-4 z-50 w-[360px] rounded-floating bg-raised shadow-floating"
    >
      <Running run={run} />
    </section>
  );
}

function Running({ run }: { run: ExportRun }) {
  const { state, name, total, findings, bytes } = run;
  const isWriting = state === 'writing';
  const isLeft = state === 'stopped' || state === 'cut';
  const Icon = isWriting ? FileDown : isLeft ? FileX : FileCheck;
  const words = toExportWords(run);
  return (
    <div className="py-2 pr-1 pl-3">
      <div className="flex items-center gap-2">
        <Icon
          size={14}
          strokeWidth={1.75}
          aria-hidden
          className={isLeft ? 'flex-none text-attention' : 'flex-none text-muted'}
        />
        <span className="min-w-0 flex-1 truncate font-medium" title={name}>
          {name}
        </span>
        {isWriting ? (
          <Button size={24} onPress={stopExport} label="Stop the export">
            Stop
          </Button>
        ) : (
          <Button size={24} icon={X} label="Hide" onPress={forgetExport} />
        )}
      </div>
      {isWriting && (
        <div
          role="progressbar"
          aria-label="Findings written"
          aria-valuemin={0}
          aria-valuemax={total ?? 1}
          aria-valuenow={Math.min(findings, total ?? 1)}
          aria-valuetext={words}
          className="mt-1.5 mr-2 mb-1 h-1 overflow-hidden rounded-control bg-line"
        >
          <Bar share={total ? findings / total : 0} />
        </div>
      )}
      <div className="flex items-end gap-2 pr-1 pl-[22px]">
        {/* What comes out of it is read aloud; each step of the way is not. */}
        <p role={isWriting ? undefined : 'status'} className="min-w-0 flex-1 text-muted">
          {words}
          {isWriting && bytes > 0 && ` · ${toSize(bytes)}`}
        </p>
        {isLeft && findings > 0 && (
          <Button size={24} onPress={saveExport}>
            Save these
          </Button>
        )}
        {isLeft && (
          <Button size={24} look="plain" onPress={() => void startExport(run.file)}>
            Again
          </Button>
        )}
      </div>
    </div>
  );
}

const barPx = 336;

/** An SVG, because the page allows no style attributes. */
function Bar({ share }: { share: number }) {
  return (
    <svg width={barPx} height={4} aria-hidden className="block">
      <rect width={Math.round(Math.min(1, share) * barPx)} height={4} className="fill-accent" />
    </svg>
  );
}

/** A tab that is closed would take the file with it. */
function useLeaveGuard(isWriting: boolean): void {
  useEffect(() => {
    if (!isWriting) return;
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', onLeave);
    return () => window.removeEventListener('beforeunload', onLeave);
  }, [isWriting]);
}
