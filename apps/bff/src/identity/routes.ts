import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { ProblemError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import type { Identity } from './identity.ts';
import { createOidcRoutes } from './oidc/routes.ts';
import { createPeopleRoutes } from './people-routes.ts';
import { createRequestReader, type RequestReaderOptions } from './request-reader.ts';
import { createSessionRoutes } from './session-routes.ts';

/** @param identity undefined in tests that have no database: then every one of these routes says so */
export function createIdentityRoutes(identity: Identity | undefined, options: RequestReaderOptions, log: Log) {
  const read = createRequestReader(options);
  const present = () => {
    if (!identity) throw new ProblemError('not_ready', 'There are no accounts without a database.');
    return identity;
  };
  return new Hono<AppEnv>()
    .route('/', createSessionRoutes(present, read))
    .route('/', createOidcRoutes(present, read, log))
    .route('/', createPeopleRoutes(present, read));
}
