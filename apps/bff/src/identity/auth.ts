import { AsyncLocalStorage } from 'node:async_hooks';
import { hkdfSync, randomUUID } from 'node:crypto';
import { type Role, roles } from '@watchfloor/contract';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { createAccessControl } from 'better-auth/plugins/access';
import { admin } from 'better-auth/plugins/admin';
import { adminAc, defaultStatements } from 'better-auth/plugins/admin/access';
import type { Kysely, Transaction } from 'kysely';
import type { Log } from '../log.ts';
import type { Tables } from '../store/tables.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { sessionCookieName, sessionLifeS } from './session-cookie.ts';
import type { SessionWay } from './tables.ts';

/** The headers in which the library is told of a request. It sees no other, and none that a client could have sent. */
export const requestHeaders = { address: 'x-watchfloor-address', requestId: 'x-watchfloor-request-id' } as const;

/** What we use of the library. */
export interface Auth {
  api: {
    /** @throws APIError 401 for a wrong password and for an unknown account, 403 for a disabled person */
    signInEmail(input: { body: { email: string; password: string }; headers: Headers }): Promise<{ token: string }>;
  };
  options: BetterAuthOptions;
  context(): Promise<{ internalAdapter: IdentityWrites }>;
  /** Whatever the library writes inside of `work` is a part of the transaction. */
  within<T>(trx: Transaction<Tables>, work: () => Promise<T>): Promise<T>;
}

interface IdentityWrites {
  createUser(user: { name: string; email: string; role: Role }, source: { method: 'admin' }): Promise<{ id: string }>;
  createSession(
    person: string,
    dontRemember: false,
    fields: { way: SessionWay; ipAddress: string; requestId: string | null },
  ): Promise<{ token: string }>;
  deleteSession(token: string): Promise<void>;
  deleteUserSessions(person: string): Promise<void>;
  linkAccount(account: { providerId: string; accountId: string; userId: string; password: string }): Promise<unknown>;
  updatePassword(person: string, hash: string): Promise<void>;
}

/**
 * better-auth's core and its admin plugin over our tables. Only the library's server functions are used: its own HTTP
 * handler is mounted nowhere, and it never changes the schema.
 */
export function createAuth({ sql, secret, log }: { sql: Kysely<Tables>; secret: string; log: Log }): Auth {
  const current = new AsyncLocalStorage<Transaction<Tables>>();
  const library = betterAuth({
    appName: 'Watchfloor',
    // No URL of the library's is served; without one it would warn and read the environment.
    baseURL: 'http://localhost',
    secret,
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_, message) => log.error('identity library', { detail: message }) },
    database: { db: followTransaction(sql, current), type: 'postgres' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      password: { hash: hashPassword, verify: verifyPassword },
      // The contract states the limits of a new password; a wrong one may have any length up to the schema's.
      minPasswordLength: 1,
      maxPasswordLength: 256,
    },
    user: {
      modelName: 'person',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      changeEmail: { enabled: false },
      deleteUser: { enabled: false },
    },
    session: {
      modelName: 'person_session',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
      additionalFields: {
        // Its default is the column's: one that the library knows would win over what is given.
        way: { type: 'string', required: false, input: false },
        requestId: { type: 'string', required: false, input: false, fieldName: 'request_id' },
      },
      expiresIn: sessionLifeS,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'person_account',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      // An identity is an issuer's subject: nobody becomes somebody by having the same mail address.
      accountLinking: { enabled: false },
    },
    databaseHooks: {
      session: {
        create: {
          before: (session, context) => {
            const requestId = context?.headers?.get(requestHeaders.requestId);
            return Promise.resolve({ data: { ...session, ...(requestId && { requestId }) } });
          },
        },
      },
    },
    advanced: {
      // Ours set the cookie (session-cookie.ts). Should the library ever set one, it is the same one.
      useSecureCookies: false,
      cookies: { session_token: { name: sessionCookieName } },
      defaultCookieAttributes: { httpOnly: true, secure: true, sameSite: 'strict', path: '/' },
      ipAddress: { ipAddressHeaders: [requestHeaders.address] },
      // The migrations of `store` make the tables, and say when they do not fit.
      database: { generateId: () => randomUUID(), validateSchema: false },
    },
    plugins: [
      admin({
        adminRoles: ['admin'],
        defaultRole: 'viewer',
        roles: libraryRoles(),
        schema: {
          user: { fields: { banReason: 'ban_reason', banExpires: 'ban_expires' } },
          session: { fields: { impersonatedBy: 'impersonated_by' } },
        },
      }),
    ],
  });
  return {
    api: library.api,
    options: library.options,
    context: () => library.$context,
    within: (trx, work) => current.run(trx, work),
  };
}

/** The key of the cookie's signature: not in the database, so that a copy of the database signs nobody in. */
export function deriveSessionSecret(masterKey: Uint8Array): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor session cookie v1', 32)).toString('base64url');
}

/** The library has roles of its own meaning: here one of them may do what the library offers, and three may nothing. */
function libraryRoles() {
  const control = createAccessControl(defaultStatements);
  const nothing = control.newRole({ user: [], session: [] });
  return Object.fromEntries(
    roles.map((role) => [role, role === 'admin' ? control.newRole(adminAc.statements) : nothing]),
  );
}

/** Questions go to the transaction that is going on where the library was called, else to the pool. */
function followTransaction(sql: Kysely<Tables>, current: AsyncLocalStorage<Transaction<Tables>>): Kysely<Tables> {
  return new Proxy(sql, {
    get(pool, name) {
      const target = current.getStore() ?? pool;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
