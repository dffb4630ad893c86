import { randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';

/** Trusted Types policies that the pages may create: the one that accepts the URL of the bundled worker. */
const trustedTypesPolicies = ['watchfloor'];

const oneYearS = 31_536_000;

/** Browser features that no page of ours uses. */
const deniedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

const fixedHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Not `no-referrer`: it turns the Origin of a form post into `null`, and the request guard reads Origin.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': [...deniedFeatures.map((feature) => `${feature}=()`), 'clipboard-write=(self)'].join(', '),
};

/**
 * Sets the security headers of every response, problems included, and a nonce for this response alone.
 * @param https whether browsers reach us over TLS. RFC 6797, 7.2: no HSTS over plain HTTP
 */
export function securityHeaders(options: { https: boolean }): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const nonce = randomBytes(16).toString('base64');
    c.set('nonce', nonce);
    await next();
    const { headers } = c.res;
    headers.set('content-security-policy', toContentSecurityPolicy(nonce));
    for (const [name, value] of Object.entries(fixedHeaders)) headers.set(name, value);
    if (options.https) headers.set('strict-transport-security', `max-age=${oneYearS}; includeSubDomains`);
    if (c.req.path === '/api' || c.req.path.startsWith('/api/')) headers.set('cache-control', 'no-store');
  };
}

function toContentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    // The UI kit injects a <style> and stamps it with the page's nonce.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypesPolicies.join(' ')}`,
  ].join('; ');
}
