import type { Access, LinkPurpose, Role } from '@watchfloor/contract';
import type { ColumnType, Generated } from 'kysely';

/** better-auth's user. Its times are `timestamptz`, as the library writes them; ours are epoch ms. */
export interface PersonTable {
  id: string;
  name: string;
  /**
   * What somebody types to sign in by password. Who comes by the identity provider has an address here that cannot
   * exist, so that no claim about mail can meet a local account.
   */
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  role: Role;
  banned: Generated<boolean>;
  ban_reason: string | null;
  ban_expires: Date | null;
  /** The mail address that the provider told, to be shown and for nothing else. */
  contact: string | null;
  /** This person's own limit; null: the role's. */
  access: ColumnType<Access | null, string | null | undefined, string | null>;
  last_seen_at: number | null;
  version: Generated<number>;
}

export type SessionWay = 'password' | 'link' | 'oidc' | 'demo';

/** better-auth's session. `token` alone signs nobody in: the cookie carries a signature whose key is not here. */
export interface PersonSessionTable {
  id: string;
  token: string;
  user_id: string;
  expires_at: Date;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  ip_address: string | null;
  user_agent: string | null;
  impersonated_by: string | null;
  way: SessionWay;
  request_id: string | null;
  /** Of the last request, to the minute. */
  seen_at: Generated<number>;
}

/** better-auth's account: a way in which a person signs in. */
export interface PersonAccountTable {
  id: string;
  /** `credential`, whose account_id is the person's id; or `oidc`, whose account_id is the subject. */
  provider_id: string;
  account_id: string;
  /** Of the provider; a subject means something only together with it. */
  issuer: string | null;
  user_id: string;
  access_token: string | null;
  refresh_token: string | null;
  id_token: string | null;
  access_token_expires_at: Date | null;
  refresh_token_expires_at: Date | null;
  scope: string | null;
  password: string | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface RoleAccessTable {
  role: Role;
  access: ColumnType<Access | null, string | null | undefined, string | null>;
}

export interface OneTimeLinkTable {
  /** SHA-256 of the token, in hex. */
  hash: string;
  purpose: LinkPurpose['purpose'];
  /** null: the person is made when the link is used. */
  person_id: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface SignInTryTable {
  key: string;
  count: number;
  /** When the count begins anew. */
  until: number;
}

export interface IdentityTables {
  person: PersonTable;
  person_session: PersonSessionTable;
  person_account: PersonAccountTable;
  role_access: RoleAccessTable;
  one_time_link: OneTimeLinkTable;
  sign_in_try: SignInTryTable;
}
