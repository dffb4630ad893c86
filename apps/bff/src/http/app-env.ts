import type { SignedIn } from '../identity/sessions.ts';
import type { Principal } from './guard.ts';

/** What the middleware in `app.ts` leaves for the routes. */
export interface AppEnv {
  Variables: {
    requestId: string;
    /** For one response only: in its CSP and in its page. */
    nonce: string;
    principal: Principal;
    /** The session that the request came with; a fixed principal of a test has none. */
    signedIn?: SignedIn | undefined;
  };
}
