import type { Entity, Fact, SourceRecord } from '@watchfloor/contract';
import { useState } from 'react';
import { Disclosure } from '../../ui/disclosure.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { useFinding } from './finding-context.ts';
import { FindingValueMenu } from './finding-value-menu.tsx';

const kindWords: Record<Entity['kind'], string> = {
  user: 'User',
  host: 'Host',
  ip: 'Address',
  mac: 'MAC',
  hash: 'Hash',
  url: 'URL',
  domain: 'Domain',
  email: 'Mail',
  file: 'File',
  process: 'Process',
};

/** Which end of the matter it stands on, where that can be said in a word: a hash has no end. */
function toRoleWord({ kind, role }: Entity): string {
  const isEnd = kind === 'ip' || kind === 'host' || kind === 'user' || kind === 'domain';
  return isEnd && role !== 'named' && role !== 'target' ? role : '';
}

/** All that can be pivoted on. What the facts above already show is not repeated. */
export function Entities({ record, facts }: { record: SourceRecord; facts: readonly Fact[] }) {
  const shown = new Set(facts.filter((fact) => fact.entity).map((fact) => fact.value));
  const rest = record.entities.filter((entity) => !shown.has(entity.value));
  const { sectionLevel } = useFinding();
  const [isOpen, setIsOpen] = useState(true);
  if (rest.length === 0) return null;
  return (
    <Disclosure
      level={sectionLevel}
      className="border-t border-line py-1"
      title="Also named"
      note={`${rest.length}`}
      isOpen={isOpen}
      onOpenChange={setIsOpen}
    >
      <ul className="pb-2">
        {rest.map((entity) => (
          <li
            key={`${entity.kind} ${entity.role} ${entity.value}`}
            className="flex min-h-6 items-center gap-2 px-4 hover:bg-surface"
          >
            <span className="w-[88px] flex-none truncate text-label text-muted">{kindWords[entity.kind]}</span>
            <HostileText text={entity.value} mono cut="middle" className="min-w-0" />
            <span className="text-muted">{toRoleWord(entity)}</span>
            <span className="ml-auto">
              <FindingValueMenu value={entity.value} kind={entity.kind} filter={undefined} />
            </span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
