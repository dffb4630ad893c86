import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { readAuditLocation, toAuditParams } from '../features/audit/audit-location.ts';
import { AuditLog } from '../features/audit/audit-log.tsx';
import { auditPath } from './addresses.ts';
import { AdminPage } from './admin-page.tsx';

const route = getRouteApi(auditPath);

/** Who did what. For administrators. */
export function AuditPage() {
  const params = route.useSearch();
  const navigate = useNavigate();
  return (
    <AuditLog
      location={readAuditLocation(params)}
      onFilters={(filters) => void navigate({ to: auditPath, search: toAuditParams(filters) })}
      renderProblem={(query) => (
        <AdminPage what="The audit log" query={query}>
          {() => null}
        </AdminPage>
      )}
    />
  );
}
