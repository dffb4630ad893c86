import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';

/** From least to most; a role may do what the ones before it may. */
export const roles = ['viewer', 'analyst', 'lead', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export function isAtLeast(given: Role, needed: Role): boolean {
  return roles.indexOf(given) >= roles.indexOf(needed);
}

/** What a person sees: every connection, also later ones, or these. */
export const accessSchema = z.union([
  z.literal('all'),
  z
    .array(z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'Has to be the id of a connection.')))
    .check(z.maxLength(500)),
]);
export type Access = z.infer<typeof accessSchema>;

export const personLimits = { nameChars: 120, emailChars: 254, passwordCharsMin: 12, passwordCharsMax: 256 } as const;
export const personNameSchema = z
  .string()
  .check(
    z.trim(),
    z.minLength(1),
    z.maxLength(personLimits.nameChars),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Has no control characters.'),
  );
export const emailSchema = z.pipe(
  z.string().check(z.trim(), z.toLowerCase(), z.maxLength(personLimits.emailChars)),
  z.email('Has to be a mail address.'),
);
/** NIST SP 800-63B: length is what counts; any characters; no rules of composition. */
export const passwordSchema = z
  .string()
  .check(
    z.minLength(personLimits.passwordCharsMin, `Has to have at least ${personLimits.passwordCharsMin} characters.`),
    z.maxLength(personLimits.passwordCharsMax, `Has at most ${personLimits.passwordCharsMax} characters.`),
  );

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Who comes by the identity provider may have none. It is never what a person is known by there. */
  email: z.nullable(z.string()),
  role: roleSchema,
  /** `own` limits this person; else the limit of the role, else all. */
  access: z.object({ effective: accessSchema, own: z.nullable(accessSchema) }),
  disabled: z.boolean(),
  /** How they sign in: by password, by the identity provider, or not yet. */
  signsInBy: z.array(z.enum(['password', 'oidc'])),
  lastSeenAt: z.nullable(epochMsSchema),
  createdAt: epochMsSchema,
  /** Rises with every change; a change names the version that it was made on. */
  version: z.number(),
});
export type Person = z.infer<typeof personSchema>;

/** How one may sign in here, told to anyone. */
export const signInWaysSchema = z.object({
  password: z.boolean(),
  oidc: z.nullable(z.object({ label: z.string() })),
  /** Set in the demo alone: people to be with one click. */
  demo: z.nullable(z.array(z.object({ id: z.string(), name: z.string(), role: roleSchema }))),
  /** Why signing in cannot work at this address (plain HTTP elsewhere than on localhost), in a sentence. */
  blocked: z.nullable(z.string()),
  /** True until the first administrator exists. */
  firstStart: z.boolean(),
});
export type SignInWays = z.infer<typeof signInWaysSchema>;

/** Why the way back from the identity provider ended at `/sign-in?problem=<one of these>`. */
export const oidcProblems = [
  /** The provider cannot be reached, or its answer cannot be trusted. */
  'provider_failed',
  /** The provider said no: the person cancelled, or may not use this application. */
  'provider_refused',
  /** More than five minutes passed, or it was begun in another browser. */
  'expired',
  /** The provider names no role that is known here. */
  'no_role',
  'disabled',
] as const;
export type OidcProblem = (typeof oidcProblems)[number];

/** Asked of `GET /api/sign-in/oidc`: where to go afterwards, a path of ours with its query. */
export const returnPathSchema = z
  .string()
  .check(z.maxLength(1500), z.regex(/^\/(?![/\\])[^\s\\]*$/, 'Has to be a path of this server.'));
export const oidcQuerySchema = z.strictObject({ next: z.optional(returnPathSchema) });

/** Who this browser is signed in as. */
export const sessionAnswerSchema = z.object({
  person: z.nullable(z.pick(personSchema, { id: true, name: true, email: true, role: true })),
  expiresAt: z.nullable(epochMsSchema),
  ways: signInWaysSchema,
});
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;

export const signInBodySchema = z.strictObject({
  email: z.string().check(z.minLength(1), z.maxLength(personLimits.emailChars)),
  password: z.string().check(z.minLength(1), z.maxLength(personLimits.passwordCharsMax)),
});
/** In the demo alone: to be one of its people. */
export const demoSignInBodySchema = z.strictObject({ person: z.string().check(z.minLength(1), z.maxLength(64)) });
/**
 * A link that an administrator hands over, or that the first start prints, is worth one use within its time. It is
 * `/sign-in#<token>`: a fragment is in no request, no log and no Referer.
 * `first_administrator` needs name, email and password; `set_password` the password; `sign_in` the token alone.
 */
export const linkTokenSchema = z.string().check(z.minLength(20), z.maxLength(200));
export const peekLinkBodySchema = z.strictObject({ token: linkTokenSchema });
export const acceptLinkBodySchema = z.strictObject({
  token: linkTokenSchema,
  name: z.optional(personNameSchema),
  email: z.optional(emailSchema),
  password: z.optional(passwordSchema),
});
/** What a one-time link is for; told before it is used, so that the page asks for what is missing. */
export const linkPurposeSchema = z.object({
  purpose: z.enum(['first_administrator', 'set_password', 'sign_in']),
  name: z.nullable(z.string()),
  email: z.nullable(z.string()),
  role: roleSchema,
  expiresAt: epochMsSchema,
});
export type LinkPurpose = z.infer<typeof linkPurposeSchema>;

export const newPersonSchema = z.strictObject({
  name: personNameSchema,
  email: emailSchema,
  role: roleSchema,
  access: z.optional(z.nullable(accessSchema)),
});
export const personChangeSchema = z.strictObject({
  version: z.number(),
  name: z.optional(personNameSchema),
  role: z.optional(roleSchema),
  access: z.optional(z.nullable(accessSchema)),
  disabled: z.optional(z.boolean()),
});
/** A one-time link, shown once: only its hash is kept. */
export const oneTimeLinkSchema = z.object({ url: z.string(), expiresAt: epochMsSchema });
export type OneTimeLink = z.infer<typeof oneTimeLinkSchema>;
export const peopleAnswerSchema = z.object({
  people: z.array(personSchema),
  /** The limit that a role has; a role without one sees all. */
  roleAccess: z.record(roleSchema, z.nullable(accessSchema)),
});
export type PeopleAnswer = z.infer<typeof peopleAnswerSchema>;
export const roleAccessChangeSchema = z.strictObject({ access: z.nullable(accessSchema) });
export const personAnswerSchema = z.object({ person: personSchema, link: z.optional(oneTimeLinkSchema) });
export type PersonAnswer = z.infer<typeof personAnswerSchema>;
export const personIdSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'Has to be the id of a person.'));
