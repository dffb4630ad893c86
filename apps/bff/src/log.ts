export type LogFields = Record<string, unknown>;

export interface Log {
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
}

/** One JSON object a line. @param write gets a line with its line end */
export function createLog(write: (line: string) => void, now: () => number = Date.now): Log {
  const at =
    (level: string) =>
    (msg: string, fields: LogFields = {}) =>
      write(`${encodeLogLine({ time: new Date(now()).toISOString(), level, msg, ...fields })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/**
 * The only way into the log. What an attacker wrote stays on its line and cannot steer a terminal or turn the reading
 * order round: `JSON.stringify` leaves DEL, C1 controls, line separators and bidi controls as they are.
 */
export function encodeLogLine(entry: LogFields): string {
  return toQuoted(entry);
}

/** As JSON, with everything escaped that has no shape of its own. */
export function toQuoted(value: object | string): string {
  return JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeUnits);
}

/** An error as log fields. The causes' names and codes are kept and their messages are not: those may quote a vendor. */
export function toLogFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const causes: string[] = [];
  for (let cause = error.cause; cause instanceof Error && causes.length < 5; cause = cause.cause) {
    causes.push('code' in cause ? `${cause.name} ${String(cause.code)}` : cause.name);
  }
  return { error: error.name, detail: error.message, stack: error.stack, ...(causes.length > 0 && { causes }) };
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
