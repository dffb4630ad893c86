import { randomBytes, randomUUID } from 'node:crypto';
import type { ScenarioClock } from '../scenario/clock.ts';
import { type Answer, type ApiRequest, jsonAnswer } from '../server/answer.ts';

export interface OauthOptions {
  clientId: string;
  clientSecret: string;
  tokenLifeS: number;
  clock: ScenarioClock;
}

/** The vendor's OAuth2 client credentials: Basic client, 899 seconds, no refresh token. */
export class Oauth {
  readonly clientId: string;
  readonly clientSecret: string;
  tokenLifeS: number;
  tokenCalls = 0;
  disabled = false;
  private readonly clock: ScenarioClock;
  private readonly expiries = new Map<string, number>();

  constructor(options: OauthOptions) {
    this.clientId = options.clientId;
    this.clientSecret = options.clientSecret;
    this.tokenLifeS = options.tokenLifeS;
    this.clock = options.clock;
  }

  /** POST /oauth/token. The overview shows grant_type in the query, the specification in a form body: either counts. */
  answerToken(request: ApiRequest): Answer {
    this.tokenCalls++;
    const grant = request.query.get('grant_type') ?? new URLSearchParams(request.body).get('grant_type');
    if (!this.knows(basicOf(request.headers.authorization))) {
      return jsonAnswer(401, { error: 'unauthorized', error_description: 'Bad client credentials' });
    }
    if (grant === null) return jsonAnswer(400, { error: 'invalid_request', error_description: 'Missing grant type' });
    if (grant !== 'client_credentials') {
      return jsonAnswer(400, {
        error: 'unsupported_grant_type',
        error_description: `Unsupported grant type: ${grant}`,
      });
    }
    const token = [12, 96, 32].map((bytes) => randomBytes(bytes).toString('base64url')).join('.');
    const now = this.clock.now();
    for (const [known, expiry] of this.expiries) if (expiry <= now) this.expiries.delete(known);
    this.expiries.set(token, now + this.tokenLifeS * 1000);
    const body = { access_token: token, token_type: 'bearer', expires_in: this.tokenLifeS, scope: 'trust read write' };
    return jsonAnswer(200, { ...body, jti: randomUUID() }, { 'cache-control': 'no-store', pragma: 'no-cache' });
  }

  accepts(authorization: string | undefined): boolean {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    const expiry = token === undefined ? undefined : this.expiries.get(token);
    return !this.disabled && expiry !== undefined && expiry > this.clock.now();
  }

  revokeTokens(): void {
    this.expiries.clear();
  }

  /** Whom the request claims to come from; for rates and the log. */
  clientOf(authorization: string | undefined): string {
    if (authorization === undefined) return 'anonymous';
    return basicOf(authorization)?.id ?? (this.accepts(authorization) ? this.clientId : 'unknown');
  }

  private knows(basic: { id: string; secret: string } | undefined): boolean {
    return !this.disabled && basic?.id === this.clientId && basic.secret === this.clientSecret;
  }
}

function basicOf(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
