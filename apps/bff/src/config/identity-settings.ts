import { roleSchema } from '@watchfloor/contract';
import * as z from 'zod/mini';
import type { IdentitySettings } from '../identity/identity.ts';
import type { OidcSettings } from '../identity/oidc/provider.ts';
import { checkKeys } from './check-schema.ts';
import { isLoopback } from './network.ts';
import { type ReadingSecret, readSecretSetting } from './secret-setting.ts';
import type { ServerSettings } from './server-settings.ts';
import type { Environment } from './yaml-source.ts';

const text = z.string().check(z.minLength(1));
const oidcShape = {
  issuer: z.string().check(z.refine(isIssuer, 'Has to be https://…, as the provider writes it in its tokens.')),
  client_id: text,
  client_secret: z.optional(text),
  client_secret_file: z.optional(text),
  label: z.optional(z.string().check(z.minLength(1), z.maxLength(60))),
  scopes: z.optional(z.array(z.string().check(z.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'Is not a scope.')))),
  role_claim: z.optional(text),
  roles: z.optional(z.record(z.string(), roleSchema)),
  default_role: z.optional(roleSchema),
};

export interface ReadingIdentity extends ReadingSecret {
  env: Environment;
  server: ServerSettings;
}

/** @param data the file's `identity` */
export function readIdentitySettings(data: unknown, reading: ReadingIdentity): IdentitySettings {
  const { source, mistakes } = reading;
  const given = checkKeys({ oidc: z.unknown() }, data, ['identity'], source, mistakes);
  return { demo: readDemo(reading), oidc: given.oidc === undefined ? undefined : readOidc(given.oidc, reading) };
}

/** People to be with one click, for anybody who reaches the port: so it is nobody but who sits at this machine. */
function readDemo({ env, server, mistakes }: ReadingIdentity): boolean {
  if (!env.WATCHFLOOR_DEMO) return false;
  if (!isLoopback(server.host) || server.publicOrigin !== undefined) {
    const message = `Lets anybody in who reaches the server, and others could reach ${server.publicOrigin ?? server.host}. It works on 127.0.0.1 alone.`;
    mistakes.push({ where: 'WATCHFLOOR_DEMO', message });
  }
  return true;
}

function readOidc(data: unknown, reading: ReadingIdentity): OidcSettings | undefined {
  const { source, mistakes } = reading;
  const path = ['identity', 'oidc'] as const;
  const before = mistakes.length;
  const given = checkKeys(oidcShape, data, path, source, mistakes);
  const secret = { secret: given.client_secret, file: given.client_secret_file };
  const clientSecret = readSecretSetting(path, 'client_secret', secret, reading);
  if (given.roles === undefined && given.default_role === undefined && mistakes.length === before) {
    const message = 'Gives nobody a role. Set roles, with what role_claim holds for each, or default_role.';
    mistakes.push(source.mistakeAt(path, message));
  }
  const { issuer, client_id: clientId } = given;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer,
    clientId,
    clientSecret,
    label: given.label ?? new URL(issuer).hostname,
    scopes: given.scopes ?? ['profile', 'email'],
    roles: { claim: given.role_claim ?? 'groups', roles: given.roles ?? {}, fallback: given.default_role },
  };
}

function isIssuer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  const secure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return secure && url.search === '' && url.hash === '' && url.username === '';
}
