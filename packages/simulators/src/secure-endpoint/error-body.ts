export const API_VERSION = 'v1.2.0';

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

const DETAILS: Readonly<Record<number, string>> = {
  401: 'Unknown API key or Client ID',
  429: 'Rate limit exceeded',
};

/** `data` is an object with an error and a list with an answer. Only the 401 is documented; the rest follows it. */
export function errorBody(status: number, details?: readonly string[]): unknown {
  const description = DESCRIPTIONS[status] ?? 'Error';
  const said = details ?? [DETAILS[status] ?? description];
  return { version: API_VERSION, data: {}, errors: [{ error_code: status, description, details: said }] };
}
