import { useQuery } from '@tanstack/react-query';
import { isAtLeast, type Role, type SessionAnswer } from '@watchfloor/contract';
import { useEffect, useState } from 'react';
import { sessionOptions } from './session-query.ts';

export interface Session {
  person: SessionAnswer['person'];
  demo: SessionAnswer['ways']['demo'];
  /** Whether a control for it is worth showing; the server decides by itself. */
  may: (role: Role) => boolean;
}

/** Who is asking. Where somebody else signed in in another tab, the page begins anew as theirs. */
export function useSession(): Session {
  const { data } = useQuery(sessionOptions);
  const person = data?.person ?? null;
  const [first, setFirst] = useState(person?.id);
  if (first === undefined && person !== null) setFirst(person.id);
  const isOther = person !== null && first !== undefined && person.id !== first;
  useEffect(() => {
    if (isOther) location.reload();
  }, [isOther]);
  return { person, demo: data?.ways.demo ?? null, may: (role) => person !== null && isAtLeast(person.role, role) };
}
