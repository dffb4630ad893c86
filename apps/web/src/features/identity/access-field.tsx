import type { Access } from '@watchfloor/contract';
import { useId } from 'react';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import type { NamedConnection } from './words.ts';

export interface AccessFieldProps {
  value: Access | null;
  /** What null stands for. */
  otherwise: string;
  /** Left out where null is everything already. */
  offersAll: boolean;
  connections: readonly NamedConnection[];
  onChange: (value: Access | null) => void;
}

/** Which connections somebody sees: lists, counts, links and errors hold nothing of the others. */
export function AccessField({ value, otherwise, offersAll, connections, onChange }: AccessFieldProps) {
  const name = useId();
  const chosen = Array.isArray(value) ? value : [];
  // A connection that is gone stays chosen until somebody takes it out.
  const gone = chosen.filter((id) => !connections.some((one) => one.id === id)).map((id) => ({ id, label: id }));
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="flex flex-col">
      <legend className="pb-1 font-medium">Sees</legend>
      <Choice name={name} label={otherwise} isChosen={value === null} onChoose={() => onChange(null)} />
      {offersAll && (
        <Choice
          name={name}
          label="Every connection, also later ones"
          isChosen={value === 'all'}
          onChoose={() => onChange('all')}
        />
      )}
      <Choice name={name} label="These connections" isChosen={Array.isArray(value)} onChoose={() => onChange(chosen)} />
      {Array.isArray(value) && (
        <ul className="ml-6 max-h-48 overflow-auto">
          {[...connections, ...gone].map(({ id, label }) => (
            <li key={id}>
              <label className="flex min-h-7 items-center gap-2">
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={() => toggle(id)}
                  className="accent-accent"
                />
                <HostileText text={label} className="min-w-0" />
                {gone.some((one) => one.id === id) && <span className="text-muted">not configured any more</span>}
              </label>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  isChosen: boolean;
  onChoose: () => void;
}

function Choice({ name, label, isChosen, onChoose }: ChoiceProps) {
  return (
    <label className="flex min-h-7 items-center gap-2">
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} className="accent-accent" />
      {label}
    </label>
  );
}
