import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { readAuditLocation, toAuditParams } from '../features/audit/audit-location.ts';
import { AuditLog } from '../features/audit/audit-log.tsx';
import { peopleOptions } from '../features/identity/people-query.ts';
import { auditPath } from './addresses.ts';
import { AdminPage } from './admin-page.tsx';

const route = getRouteApi(auditPath);

/** Who did what. For administrators. */
export function AuditPage() {
  const params = route.useSearch();
  const navigate = useNavigate();
  const { data: people } = useQuery(peopleOptions);
  return (
    <AuditLog
      location={readAuditLocation(params)}
      names={new Map(people?.people.map(({ id, name }) => [id, name]))}
      onFilters={(filters) => void navigate({ to: auditPath, search: toAuditParams(filters) })}
      renderProblem={(query) => (
        <AdminPage what="The audit log" query={query}>
          {() => null}
        </AdminPage>
      )}
    />
  );
}
