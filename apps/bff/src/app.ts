import { Hono, type MiddlewareHandler } from 'hono';
import { apiDescriptions, apiSchemas } from './api-description.ts';
import type { AuditDesk } from './audit/audit-desk.ts';
import { createAuditRoutes } from './audit/routes.ts';
import type { ConnectionAdmin } from './connections/connection-admin.ts';
import { createConnectionRoutes } from './connections/routes.ts';
import { accessLog } from './http/access-log.ts';
import type { AppEnv } from './http/app-env.ts';
import { compressJson } from './http/compress-json.ts';
import { denyByDefault } from './http/deny-by-default.ts';
import { createErrorHandler } from './http/errors.ts';
import { guard, type Principal } from './http/guard.ts';
import { createHealthRoutes } from './http/health-routes.ts';
import { limitBody } from './http/limit-body.ts';
import { createNotRouted } from './http/not-routed.ts';
import { toOpenApi } from './http/openapi.ts';
import { type RequestRules, requestGuard } from './http/request-guard.ts';
import { requestId } from './http/request-id.ts';
import { securityHeaders } from './http/security-headers.ts';
import type { StaticSite } from './http/static-site.ts';
import { nothingSchema, validate } from './http/validate.ts';
import { identify, nobody } from './identity/identify.ts';
import type { Identity } from './identity/identity.ts';
import type { RequestReaderOptions } from './identity/request-reader.ts';
import { createIdentityRoutes } from './identity/routes.ts';
import type { Log } from './log.ts';
import { createMetricsRoutes, type Metrics } from './metrics/routes.ts';
import type { GroupDesk } from './queue/group-desk.ts';
import type { QueueDesk } from './queue/queue-desk.ts';
import { createQueueRoutes } from './queue/routes.ts';
import { createStreamRoutes } from './queue/stream-routes.ts';
import type { Streams } from './queue/streams.ts';
import { createQueueViewRoutes } from './queue/view-routes.ts';
import { createSourceRoutes } from './sources/routes.ts';
import type { SourceDesk } from './sources/source-desk.ts';
import type { CoverageDesk } from './sync/coverage-desk.ts';
import { createCoverageRoutes } from './sync/routes.ts';
import type { BulkDesk } from './triage/bulk-desk.ts';
import { createBulkRoutes } from './triage/bulk-routes.ts';
import type { TriageDesk } from './triage/triage-desk.ts';
import { callerOf as viewCallerOf } from './views/caller.ts';
import type { LinkDesk } from './views/link-desk.ts';
import { createViewRoutes } from './views/routes.ts';
import type { ViewDesk } from './views/view-desk.ts';

export interface AppDeps {
  desk: SourceDesk;
  coverage: CoverageDesk;
  queue: QueueDesk;
  groups: GroupDesk;
  streams: Streams;
  triage: TriageDesk;
  bulk: BulkDesk;
  connectionAdmin: ConnectionAdmin;
  views: ViewDesk;
  links: LinkDesk;
  audit: AuditDesk;
  site: StaticSite;
  metrics: Metrics;
  log: Log;
  now(): number;
  requestRules: RequestRules;
  /** A sentence while requests should go elsewhere; undefined otherwise. */
  whyNotReady(): Promise<string | undefined> | string | undefined;
  /** Whoever asks is this one, in tests of what lies behind a session. */
  principal?: Principal;
  /** Accounts and sessions; a test that needs none gives a principal instead. */
  identity?: Identity;
  isTrustedProxy?: RequestReaderOptions['isTrustedProxy'];
}

/**
 * The HTTP face. Order matters: what describes a response (id, log line, headers) stands outside what may refuse the
 * request, so that a refusal carries them too; and nothing of ours runs before the request guard.
 */
export function createApp(deps: AppDeps) {
  const base = new Hono<AppEnv>();
  base.onError(createErrorHandler(deps.log));
  base.notFound(createNotRouted(base, deps.site));
  base.use(requestId());
  base.use(accessLog(deps.log, deps.now));
  base.use(securityHeaders({ https: deps.requestRules.publicOrigin?.startsWith('https:') ?? false }));
  base.use('/api/*', compressJson());
  base.use(requestGuard(deps.requestRules));
  base.use(limitBody());
  base.use(whoAsks(deps));
  base.use(denyByDefault());

  // Made when it is first asked for, with every route in place, and then kept: it takes a while, and anyone may ask.
  let description: object | undefined;

  return base
    .route('/', createHealthRoutes(deps.whyNotReady))
    .route('/', createMetricsRoutes(deps.metrics))
    .get('/api/openapi.json', guard('anyone'), validate('query', nothingSchema), (c) => {
      description ??= toOpenApi(base.routes, apiDescriptions, apiSchemas);
      return c.json(description);
    })
    .route(
      '/api',
      createIdentityRoutes(deps.identity, { ...deps.requestRules, isTrustedProxy: deps.isTrustedProxy }, deps.log),
    )
    .route('/api', createSourceRoutes(deps.desk))
    .route('/api', createCoverageRoutes(deps.coverage))
    .route('/api', createQueueRoutes(deps.queue, deps.triage))
    .route('/api', createBulkRoutes(deps.bulk))
    .route(
      '/api',
      createQueueViewRoutes(deps.groups, {
        connectionsOf: (c) => deps.desk.catalogue(c.get('principal').access).connections,
        viewsOf: async (c) => (c.get('principal').id === null ? [] : (await deps.views.list(viewCallerOf(c))).views),
      }),
    )
    .route('/api', createStreamRoutes(deps.streams))
    .route('/api', createConnectionRoutes(deps.connectionAdmin))
    .route('/api', createViewRoutes(deps.views, deps.links))
    .route('/api', createAuditRoutes(deps.audit));
}

export type AppType = ReturnType<typeof createApp>;

function whoAsks({ principal, identity }: AppDeps): MiddlewareHandler<AppEnv> {
  if (identity && !principal) return identify(identity);
  return async (c, next) => {
    c.set('principal', principal ?? nobody);
    await next();
  };
}
