import { useQueryClient } from '@tanstack/react-query';
import type { Mark, Params } from '@watchfloor/contract';
import { useState } from 'react';
import { findRow } from '../features/queue/queue-query.ts';
import { forgetOlder } from '../features/triage/finding-query.ts';
import { toConflictWords } from '../features/triage/words.ts';
import { toVisibleText } from '../ui/text/visible.ts';

export interface SaidChange {
  /** `Ana Ruiz took this 1 s ago.`, of the finding that is open: for those who cannot see the row change. */
  said: string;
  /** What was told of findings, before their rows show it. */
  onMarks: (marks: ReadonlyMap<string, Mark>) => void;
}

/** What others do with what one looks at is said, and what is known of it is asked for anew. */
export function useSaidChange(listParams: Params, sel: string | undefined): SaidChange {
  const client = useQueryClient();
  const [said, setSaid] = useState({ uid: sel, text: '' });
  return {
    said: said.uid === sel ? said.text : '',
    onMarks(marks) {
      void forgetOlder(client, marks);
      const mark = sel === undefined ? undefined : marks.get(sel);
      const before = sel === undefined ? undefined : findRow(client, listParams, sel)?.mark;
      // What was decided here is known here.
      if (!mark || !before || before.version >= mark.version) return;
      setSaid({ uid: sel, text: toVisibleText(toConflictWords(mark, before, Date.now())) });
    },
  };
}
