import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@watchfloor/connectors';
import { type Context, Hono } from 'hono';
import { isLoopback } from '../config/network.ts';
import type { AppEnv } from '../http/app-env.ts';
import { guard } from '../http/guard.ts';
import { ProblemError } from '../http/problem.ts';
import { nothingSchema, validate } from '../http/validate.ts';
import { readClientAddress } from '../identity/client-address.ts';
import { encodeMetrics, expositionType, type MetricFamily } from './exposition.ts';

export interface Metrics {
  families(): MetricFamily[] | Promise<MetricFamily[]>;
  /** Without one, this machine alone may read. */
  token: Secret | undefined;
}

/** For a collector that has no session: it shows a token, or asks from this machine where none is set. */
export function createMetricsRoutes({ families, token }: Metrics) {
  return new Hono<AppEnv>().get('/metrics', guard('anyone'), validate('query', nothingSchema), async (c) => {
    if (token ? !hasToken(c, token) : !isFromHere(c)) {
      const how = token ? 'with the token in "Authorization: Bearer"' : 'from this machine, until metrics.token is set';
      throw new ProblemError('request_refused', `Metrics are read ${how}.`);
    }
    return c.text(encodeMetrics(await families()), 200, {
      'content-type': expositionType,
      'cache-control': 'no-store',
    });
  });
}

function hasToken(c: Context, token: Secret): boolean {
  const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token.reveal()));
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** What a proxy on this machine passes on is not from here: it keeps the name it was asked by, or says whom it asks for. */
function isFromHere(c: Context): boolean {
  const host = c.req
    .header('host')
    ?.replace(/:\d{1,5}$/, '')
    .replace(/^\[|\]$/g, '');
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via'].some((name) => c.req.header(name) !== undefined);
  return isLoopback(readClientAddress(c, () => false)) && host !== undefined && isLoopback(host) && !isForwarded;
}
