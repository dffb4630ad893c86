import { createHash, timingSafeEqual } from 'node:crypto';

/** HTTP Basic, client id : API key (RFC 7617); the scheme's name is read in any case. */
export class BasicAuth {
  readonly clientId: string;
  readonly apiKey: string;
  /** On: the key was revoked in the console. */
  disabled = false;

  constructor(clientId: string, apiKey: string) {
    this.clientId = clientId;
    this.apiKey = apiKey;
  }

  accepts(header: string | undefined): boolean {
    const sent = decode(header);
    return sent !== undefined && sameText(sent, `${this.clientId}:${this.apiKey}`) && !this.disabled;
  }

  /** Who says to be asking: for the log, never for access. */
  clientOf(header: string | undefined): string {
    return decode(header)?.split(':')[0] ?? 'anonymous';
  }
}

function decode(header: string | undefined): string | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
