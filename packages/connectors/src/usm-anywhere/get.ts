import type * as z from 'zod';
import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';

/** Asks for one record. @throws ConnectorError `not_found` when the vendor no longer has it */
export async function getRecord<Wire>(
  path: '/alarms' | '/events',
  key: string,
  schema: z.ZodType<Wire>,
  context: CallContext,
): Promise<{ wire: Wire; text: string }> {
  const { text, json } = await context.client.get({
    path: `${path}/${encodeURIComponent(key)}`,
    signal: context.signal,
    deadlineAt: context.deadlineAt,
    onAsked: context.onAsked,
    countRows: () => 1,
  });
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ConnectorError('bad_response', 'It answered with something that is not a record.');
  return { wire: parsed.data, text };
}
