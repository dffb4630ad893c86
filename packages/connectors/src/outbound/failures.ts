import { ConnectorError, isConnectorError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { parseRetryAfter } from './retry.ts';

/** How long to leave a vendor alone that refused without saying for how long. */
const throttleDefaultMs = 1_000;

/**
 * Says in a ConnectorError why an HTTP status is not a success.
 * @param words what the vendor said, already short and free of secrets
 */
export function fromStatus(
  status: number,
  retryAfter: string | undefined,
  words: string,
  nowMs: number,
): ConnectorError {
  const said = words ? ` It said: “${words}”.` : '';
  if (status >= 300 && status < 400) {
    return new ConnectorError(
      'bad_response',
      `It answers with a redirect (${status}), which is not followed. Check base_url.`,
      { status },
    );
  }
  switch (status) {
    case 400:
    case 422:
      return new ConnectorError('bad_request', `It refused the question (${status}).${said}`, { status });
    case 401:
      return new ConnectorError('auth', `It refused this connection's credentials (401).${said}`, { status });
    case 403:
      return new ConnectorError('forbidden', `These credentials may not read this (403).${said}`, { status });
    case 404:
      return new ConnectorError('not_found', `It has nothing at this address (404).${said}`, { status });
    case 409:
      return new ConnectorError('conflict', `It says the question does not fit its state (409).${said}`, { status });
    case 429:
      return new ConnectorError('rate_limited', 'Its rate limit is used up (429).', {
        status,
        retryAfterMs: parseRetryAfter(retryAfter, nowMs) ?? throttleDefaultMs,
      });
  }
  if (status >= 500) {
    return new ConnectorError('unavailable', `It answered with an error of its own (${status}).`, {
      status,
      retryAfterMs: parseRetryAfter(retryAfter, nowMs),
    });
  }
  return new ConnectorError('bad_response', `It answered with an unexpected status (${status}).`, { status });
}

const tlsCodes: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'Its certificate is self-signed. Give it as ca_file for this connection.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'Its certificate comes from an authority that is not known here. Give that authority as ca_file for this connection.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'Its certificate comes from an authority that is not known here. Give that authority as ca_file for this connection.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Its certificate comes from an authority that is not known here. Give that authority as ca_file for this connection.',
  CERT_HAS_EXPIRED: 'Its certificate has expired.',
  CERT_NOT_YET_VALID: 'Its certificate is not valid yet. Check the clock.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Its certificate is for another name than the one in base_url.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'It does not speak TLS on this port. Check the port, and https or http, in base_url.',
  EPROTO: 'It does not speak TLS on this port. Check the port, and https or http, in base_url.',
};

const networkCodes: Record<string, string> = {
  ECONNREFUSED: 'Nothing listens at its address (connection refused).',
  ECONNRESET: 'It closed the connection.',
  EPIPE: 'It closed the connection.',
  UND_ERR_SOCKET: 'It closed the connection before the answer was complete.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'It closed the connection before the answer was complete.',
  ENOTFOUND: 'Its name is not known (DNS). Check base_url.',
  EAI_AGAIN: 'Its name could not be looked up (DNS).',
  EHOSTUNREACH: 'There is no way to its address.',
  ENETUNREACH: 'There is no way to its network.',
  ERR_STREAM_PREMATURE_CLOSE: 'It closed the connection before the answer was complete.',
};

const timeoutCodes: Record<string, string> = {
  UND_ERR_CONNECT_TIMEOUT: 'It did not accept a connection in time.',
  ETIMEDOUT: 'It did not accept a connection in time.',
  UND_ERR_HEADERS_TIMEOUT: 'It accepted the question and did not begin to answer in time.',
  UND_ERR_BODY_TIMEOUT: 'It stopped in the middle of the answer.',
};

/**
 * Says in a ConnectorError why no answer came.
 * @param signal the caller's: its own reason passes through unless it is a deadline
 */
export function fromThrown(error: unknown, signal: AbortSignal): unknown {
  if (isConnectorError(error)) return error;
  if (signal.aborted) {
    const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
    return late
      ? new ConnectorError('timeout', 'It did not answer in the time this page gives it.', { cause: error })
      : signal.reason;
  }
  const code = codeOf(error);
  if (code in timeoutCodes) return new ConnectorError('timeout', timeoutCodes[code] ?? code, { cause: error });
  if (code in tlsCodes) return new ConnectorError('tls', tlsCodes[code] ?? code, { cause: error });
  if (code in networkCodes) return new ConnectorError('unavailable', networkCodes[code] ?? code, { cause: error });
  // undici's parser error has a code only where the bytes looked like HTTP for a while.
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError')) {
    return new ConnectorError(
      'bad_response',
      'What answers at its address does not speak HTTP. Check the port in base_url.',
      { cause: error },
    );
  }
  if (code.startsWith('Z_') || code.startsWith('ERR__') || code.startsWith('ERR_BROTLI')) {
    return new ConnectorError('bad_response', 'Its answer could not be decompressed.', {
      retryable: true,
      cause: error,
    });
  }
  if (code.startsWith('ERR_TLS') || code.startsWith('ERR_SSL') || code.startsWith('CERT_')) {
    return new ConnectorError('tls', `No secure connection could be made (${code}).`, { cause: error });
  }
  return new ConnectorError('unavailable', `The connection failed (${code || 'no code'}).`, { cause: error });
}

function codeOf(error: unknown): string {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string') return code;
  }
  return '';
}

const sayingKeys = ['error_description', 'message', 'detail', 'details', 'description', 'error', 'errors', 'result'];
const wordsCharsMax = 160;

/**
 * A vendor's own words from an error body, short, printable, and with every credential taken out: vendors echo headers.
 * @param body parsed JSON, or undefined where it was none
 */
export function vendorWords(body: unknown, secrets: readonly (Secret | string)[]): string {
  let words = findWords(body, 0);
  for (const secret of secrets) {
    const value = typeof secret === 'string' ? secret : secret.reveal();
    if (value.length < 4) continue;
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('base64')])
      words = words.replaceAll(form, '[secret]');
  }
  return words
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, wordsCharsMax);
}

function findWords(body: unknown, depth: number): string {
  if (typeof body === 'string') return body;
  if (depth > 4 || typeof body !== 'object' || body === null) return '';
  if (Array.isArray(body)) return findWords(body[0], depth + 1);
  for (const key of sayingKeys) {
    const words = findWords((body as Record<string, unknown>)[key], depth + 1);
    if (words) return words;
  }
  return '';
}
