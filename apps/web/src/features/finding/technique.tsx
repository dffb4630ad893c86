import { ExternalLink } from '../../ui/external-link.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';

/** A MITRE ATT&CK technique with its page there. An id that has not the form of one stays text. */
export function Technique({ id, name }: { id: string; name?: string | undefined }) {
  const match = /^(T\d{4})(?:\.(\d{3}))?$/.exec(id.trim());
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <HostileText text={id} mono className="flex-none" />
      {name !== undefined && <HostileText text={name} className="min-w-0" />}
      {match && (
        <ExternalLink
          href={`https://attack.mitre.org/techniques/${match[1]}/${match[2] === undefined ? '' : `${match[2]}/`}`}
          className="min-w-0 flex-none text-label"
        />
      )}
    </span>
  );
}
