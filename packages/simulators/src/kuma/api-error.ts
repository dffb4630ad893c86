import { type Answer, jsonAnswer } from '../server/answer.ts';
import type { KumaSwitches } from './switches.ts';

/** Thrown while a request is answered; becomes the vendor's `{message, details}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly details: string;

  constructor(status: number, message: string, details = '') {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export function accessDenied(): ApiError {
  return new ApiError(403, 'access denied');
}

/** 403 comes without details, as documented; elsewhere empty ones are `""` or missing by switch. */
export function toErrorAnswer({ status, message, details }: ApiError, switches: KumaSwitches): Answer {
  const bare = details === '' && (status === 403 || switches.noDetails === 'missing');
  return jsonAnswer(status, bare ? { message } : { message, details });
}

/** What a `status` fault says. */
export function kumaErrorBody(status: number): object {
  if (status === 403) return { message: 'access denied' };
  if (status >= 500) return { message: 'internal error', details: 'mongo: connection pool cleared' };
  return { message: `simulated ${status}`, details: '' };
}
