import type { AuditAnswer } from '@watchfloor/contract';
import { resolveTime } from '@watchfloor/contract';
import { useEffect, useRef } from 'react';
import { setPreferences } from '../../lib/preferences.ts';
import { localZone, useZone } from '../../lib/time.ts';
import { SelectField } from '../../ui/form/select-field.tsx';
import { TextField } from '../../ui/form/text-field.tsx';
import { TimeRange } from '../../ui/time-range/time-range.tsx';
import type { AuditLocation } from './audit-location.ts';
import { toActionGroups, toActionWords } from './words.ts';

export interface AuditFiltersProps {
  filters: AuditLocation['filters'];
  /** When the answer was read, and what its range is. */
  range: AuditAnswer['range'];
  now: number;
  actions: readonly string[];
  actors: AuditAnswer['actors'];
  onChange: (filters: AuditLocation['filters']) => void;
}

const any = '';

/** Who, what, about what, when. */
export function AuditFilterBar({ filters, range, now, actions, actors, onChange }: AuditFiltersProps) {
  const zone = useZone();
  // A choice that the log does not offer any more, or of a link, stays visible.
  const chosenActor =
    filters.actor !== undefined && !actors.some(({ id }) => id === filters.actor) ? [filters.actor] : [];
  // What is left empty is left out of the address by whoever writes it.
  const change = (changed: Partial<AuditLocation['filters']>) => onChange({ ...filters, ...changed });
  return (
    <div role="search" className="flex min-h-10 flex-none flex-wrap items-center gap-2 border-b border-line px-4 py-1">
      <SelectField
        label="Who"
        hidesLabel
        value={filters.actor ?? any}
        options={[
          { value: any, label: 'Anybody' },
          ...actors.map(({ id, name }) => ({ value: id, label: name })),
          ...chosenActor.map((id) => ({ value: id, label: id })),
        ]}
        onChange={(actor) => change({ actor })}
        className="w-44"
      />
      <SelectField
        label="What"
        hidesLabel
        value={filters.action ?? any}
        options={[
          { value: any, label: 'Anything' },
          ...(filters.action !== undefined && !isOffered(filters.action, actions)
            ? [{ value: filters.action, label: filters.action }]
            : []),
          ...toActionGroups(actions).map(({ group, actions: members }) => ({
            label: group,
            options: [
              { value: group, label: `Anything of ${group}` },
              ...members.map((value) => ({ value, label: toActionWords(value) })),
            ],
          })),
        ]}
        onChange={(action) => change({ action })}
        className="w-52"
      />
      <TargetField value={filters.target} onChange={(target) => change({ target })} />
      <div className="ml-auto">
        <TimeRange
          value={filters}
          resolved={range}
          now={now}
          zone={zone}
          localZone={localZone}
          onChange={({ from, to }) => change({ from, to })}
          onZoneChange={(next) => setPreferences({ zone: next === 'UTC' ? 'utc' : 'local' })}
          parse={(text) => resolveTime(text, Date.now())}
        />
      </div>
    </div>
  );
}

const isOffered = (action: string, actions: readonly string[]) =>
  actions.some((one) => one === action || one.startsWith(`${action}.`));

/** Typed, and asked for with Enter or on leaving. */
function TargetField({ value, onChange }: { value: string | undefined; onChange: (target: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const apply = () => {
    const text = input.current?.value.trim() ?? '';
    if (text !== (value ?? '')) onChange(text);
  };
  // Back and Forward change it from outside.
  useEffect(() => {
    if (input.current) input.current.value = value ?? '';
  }, [value]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <TextField
        label="About: a kind, or kind:id"
        hidesLabel
        name="target"
        defaultValue={value}
        placeholder="person, view:…"
        ref={input}
        onBlur={apply}
        mono
        className="w-52"
      />
    </form>
  );
}
