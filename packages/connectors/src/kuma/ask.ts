import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { createElementTexts } from '../outbound/lossless-json.ts';
import { alertSchema, type WireAlert } from './wire.ts';

/** One element of an answer. `wire` is undefined for what is no object. */
export interface GivenAlert {
  wire: WireAlert | undefined;
  /** The element as it was sent, byte for byte. */
  raw(): string;
}

/** Asks `GET /alerts`, whose answer is a bare array. @throws ConnectorError */
export async function askAlerts(
  params: readonly (readonly [string, string])[],
  context: CallContext,
  bodyBytesMax?: number,
): Promise<GivenAlert[]> {
  const ask = () =>
    context.client.get({
      path: '/alerts',
      params,
      signal: context.signal,
      deadlineAt: context.deadlineAt,
      onAsked: context.onAsked,
      countRows: (body) => (Array.isArray(body) ? body.length : null),
      ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }),
    });
  let { text, json } = await ask();
  // An empty list may come as null, but null is also what a mishap looks like: it has to be said twice.
  if (json === null) ({ text, json } = await ask());
  if (json === null) return [];
  if (!Array.isArray(json)) {
    throw new ConnectorError(
      'bad_response',
      'It answered with JSON that is not a list of alerts. Check the port and the path in base_url.',
    );
  }
  const texts = createElementTexts(text, (whole) => whole);
  return json.map(
    (element, index): GivenAlert => ({
      wire: alertSchema.safeParse(element).data,
      raw: () => texts(index) ?? '',
    }),
  );
}

/** Switches are on by being there; even `withEvents=false` turns the events on. */
export const withAffected = ['withAffected', 'true'] as const;
export const withEvents = ['withEvents', 'true'] as const;

/**
 * Asks for one alert: the list, with an id. That it is not there is said by a list without alerts, and by nothing else.
 * @throws ConnectorError `not_found`
 */
export async function askAlert(
  key: string,
  more: readonly (readonly [string, string])[],
  context: CallContext,
): Promise<{ wire: WireAlert; raw: string }> {
  const given = await askAlerts([['id', key], ...more], context);
  for (const { wire, raw } of given) {
    if (wire?.id?.toLowerCase() === key.toLowerCase()) return { wire, raw: raw() };
  }
  if (given.length > 0) throw new ConnectorError('bad_response', 'It was asked for one alert and sent something else.');
  throw new ConnectorError(
    'not_found',
    'It no longer has this alert, or this token has no role in the alert’s tenant; it does not say which.',
  );
}
