import type { Secret } from '../secret.ts';

/** How a vendor's calls are authenticated, as its connector declares it. */
export type AuthDeclaration =
  | { kind: 'none' }
  | { kind: 'basic'; user: string; password: Secret }
  | { kind: 'bearer'; token: Secret }
  | { kind: 'headers'; headers: Record<string, Secret | string> }
  | {
      /** OAuth 2.0 client credentials (RFC 6749, 4.4) with HTTP Basic client authentication. */
      kind: 'client-credentials';
      /** Path below the base URL. */
      tokenPath: string;
      clientId: string;
      clientSecret: Secret;
    };
