import { ApiError } from '../../lib/api.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { useFinding } from './finding-context.ts';

/** Why there is no detail: gone at the source, not reachable, refused. */
export function FindingProblem(props: { error: Error; hasRow: boolean; isAsking: boolean; onRetry: () => void }) {
  const { connection, resource } = useFinding();
  const zone = useZone();
  const now = useNow();
  const { error } = props;
  const isGone = error instanceof ApiError && error.code === 'record_gone';
  const asked = formatTime(error instanceof ApiError ? error.at : now, zone, now);
  return (
    <div role="status" className="px-4 py-3 text-prose">
      <p className="font-medium">
        {isGone
          ? `${connection.label} no longer has this ${resource.singular} (asked ${asked}).`
          : `${connection.label} did not give this ${resource.singular} (asked ${asked}).`}
      </p>
      <p className="text-muted">
        {!isGone && <HostileText text={error.message} cut="none" />}{' '}
        {props.hasRow && 'Above is what the list knew of it.'}
      </p>
      <div className="pt-2">
        <Button look="plain" onPress={props.onRetry} isDisabled={props.isAsking}>
          {props.isAsking ? 'Asking' : isGone ? 'Ask again' : 'Retry'}
        </Button>
      </div>
    </div>
  );
}
