import * as z from 'zod/mini';
import { findPatternFault } from '../connections/allow-list.ts';
import { checkKeys } from './check-schema.ts';
import type { Mistake } from './mistake.ts';
import { findCidrFault, isLoopback } from './network.ts';
import type { Environment, YamlSource } from './yaml-source.ts';

const portText = 'Has to be a whole number from 0 (any free port) to 65535.';
/** A number, or its digits where it came from an environment variable. */
const portSchema = z
  .union([z.number(), z.pipe(z.string().check(z.regex(/^\d{1,5}$/)), z.transform(Number))], { error: portText })
  .check(z.refine((port) => Number.isInteger(port) && port >= 0 && port <= 65_535, portText));

const rangeSchema = z.string().check(
  z.superRefine((text, context) => {
    const fault = findCidrFault(text);
    if (fault) context.addIssue(fault);
  }),
);

const serverShape = {
  host: z.optional(z.string().check(z.minLength(1))),
  port: z.optional(portSchema),
  public_origin: z.optional(z.string().check(z.refine(isOrigin, 'Has to be https://name, without a path.'))),
  open_to_network: z.optional(z.boolean()),
  trusted_proxies: z.optional(z.array(rangeSchema)),
};

const hostSchema = z.string().check(
  z.superRefine((text, context) => {
    const fault = findPatternFault(text);
    if (fault) context.addIssue(fault);
  }),
);

export const outboundShape = {
  allow_private: z.optional(z.array(rangeSchema)),
  allow_origins: z.optional(z.array(hostSchema)),
};

export interface ServerSettings {
  host: string;
  port: number;
  publicOrigin: string | undefined;
  /** Ranges of addresses whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
}

/** The port that the development server of the pages hands API requests to. */
const portDefault = 4180;

export function readServerSettings(
  data: unknown,
  env: Environment,
  source: YamlSource,
  mistakes: Mistake[],
): ServerSettings {
  const server = checkKeys(serverShape, data, ['server'], source, mistakes);
  const host = env.WATCHFLOOR_HOST || (server.host ?? '127.0.0.1');
  let port = server.port ?? portDefault;
  if (env.WATCHFLOOR_PORT) {
    const given = z.safeParse(portSchema, env.WATCHFLOOR_PORT);
    if (given.success) port = given.data;
    else mistakes.push({ where: 'WATCHFLOOR_PORT', message: portText });
  }
  if (!isLoopback(host) && server.open_to_network !== true) {
    const message = `Others could reach ${host}, in the clear. Put a proxy with TLS before it, name it in server.public_origin, and set server.open_to_network: true.`;
    mistakes.push(
      env.WATCHFLOOR_HOST ? { where: 'WATCHFLOOR_HOST', message } : source.mistakeAt(['server', 'host'], message),
    );
  }
  return {
    host,
    port,
    publicOrigin: server.public_origin && new URL(server.public_origin).origin,
    trustedProxies: server.trusted_proxies ?? [],
  };
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure && (text === url.origin || text === `${url.origin}/`);
}
