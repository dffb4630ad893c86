import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { type Row, toRows } from './collapse.ts';
import { windowFrom } from './query.ts';
import type { WindowCopies } from './window-copies.ts';

const dayMs = 86_400_000;
/** Where to look for a finding of which nothing is known but its key. */
const blindDays = [7, 90];
const reserveMs = 1_500;

/**
 * Finds one finding through the list, for the vendor has no call for one.
 * @param hint the earliest time that the row told, epoch ms
 * @returns the row, and whether its window was read whole: else later records of it may be missing
 * @throws ConnectorError `not_found`, or `timeout` where the window is too long to be read at once; asking again goes on
 */
export async function findFinding(
  copies: WindowCopies,
  key: string,
  hint: string | undefined,
  context: CallContext,
): Promise<{ row: Row; whole: boolean }> {
  const held = copies.find(key, context.now());
  if (held) return { row: held, whole: true };
  const mayAsk = () => context.now() < context.deadlineAt - reserveMs;
  const at = hint !== undefined && /^\d{1,15}$/.test(hint) ? Number(hint) : null;
  const starts = at === null ? blindDays.map((days) => context.now() - days * dayMs) : [at];
  let doubtful = false;
  for (const start of starts) {
    const taken = await copies.take(
      { from: windowFrom(start), sort: null, severities: [], only: key },
      context,
      mayAsk,
    );
    const rows = 'copy' in taken ? taken.copy.rows : toRows(taken.reading.sightings.values(), context.now());
    const row = rows.find(({ raw }) => raw !== null);
    if (row) return { row, whole: 'copy' in taken };
    if ('copy' in taken && (taken.copy.unreadable.length > 0 || taken.copy.shortfall)) doubtful = true;
    if ('reading' in taken) {
      throw new ConnectorError(
        'timeout',
        `It gives out single findings only within its list, and ${taken.reading.scanned} were read without finding this one. Asking again goes on from there.`,
      );
    }
  }
  if (doubtful) {
    throw new ConnectorError('bad_response', 'Its list could not be read whole; what is missing may be this finding.');
  }
  throw new ConnectorError('not_found', 'It no longer lists this finding.');
}
