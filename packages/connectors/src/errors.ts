/** Why a vendor's answer could not be had. The BFF maps these to source states and problem codes in one place. */
export type ConnectorErrorKind =
  | 'auth'
  | 'forbidden'
  | 'bad_request'
  | 'not_found'
  | 'conflict'
  | 'rate_limited'
  | 'timeout'
  | 'unavailable'
  | 'bad_response'
  | 'tls'
  | 'unsupported'
  | 'paused';

const brand = Symbol.for('watchfloor.ConnectorError');

/**
 * The only error a connector or the outbound module throws, apart from the abort reason of the caller's own signal.
 * `message` is for a person: it names what happened and what to do, and never holds a secret or a vendor's body.
 */
export class ConnectorError extends Error {
  readonly [brand] = true;
  readonly kind: ConnectorErrorKind;
  /** True where the same question may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** The vendor's HTTP status, where one was received. */
  readonly status: number | undefined;
  /** True where the answer was given up because of its size. */
  readonly tooLarge: boolean;

  constructor(
    kind: ConnectorErrorKind,
    message: string,
    options: {
      retryable?: boolean;
      retryAfterMs?: number | undefined;
      status?: number | undefined;
      tooLarge?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'ConnectorError';
    this.kind = kind;
    this.retryable =
      options.retryable ??
      (kind === 'timeout' || kind === 'unavailable' || kind === 'rate_limited' || kind === 'paused');
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.tooLarge = options.tooLarge ?? false;
  }
}

export function isConnectorError(error: unknown): error is ConnectorError {
  return typeof error === 'object' && error !== null && brand in error;
}
