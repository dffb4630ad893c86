import { useQuery } from '@tanstack/react-query';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { People } from '../features/identity/people.tsx';
import { peopleOptions } from '../features/identity/people-query.ts';
import { useSession } from '../features/identity/use-session.ts';
import { AdminPage } from './admin-page.tsx';

/** Who may sign in. For administrators. */
export function PeoplePage() {
  const people = useQuery(peopleOptions);
  const { data: sources } = useQuery(sourcesOptions);
  const { person } = useSession();
  return (
    <AdminPage what="The list of people" query={people}>
      {(answer) => <People answer={answer} self={person?.id} connections={sources?.connections ?? []} />}
    </AdminPage>
  );
}
