import type { Outcome, Section } from '@watchfloor/contract';
import type { CallContext } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import { outcomeOf } from './event-types.ts';
import { type EventRow, fetchEvents } from './page.ts';
import { toStartDate } from './times.ts';
import type { WireEvent } from './wire.ts';

/** What became of one detection on one computer. */
export interface Chain {
  steps: { at: number | null; title: string; outcome: Outcome; note?: string }[];
  note?: string;
}

/** Detected before this event, by a scan or a late verdict; rarely by more. */
const beforeMs = 600_000;
const rowsMax = 200;
/** The record waits no longer for what became of it. */
const patienceMs = 3_000;

/**
 * The events of one detection on one computer: detected, quarantined, failed. The vendor has no filter for a detection,
 * so what that computer sent from a little before on is looked through, oldest first, to a stated number of rows.
 * A failure is said in the chain and does not cost the record.
 * @param at epoch ms of the event that is asked for
 */
export async function readChain(
  matter: { connectorGuid: string; detectionId: string; at: number },
  context: CallContext,
): Promise<Chain> {
  const from = matter.at - beforeMs;
  const params = [['connector_guid[]', matter.connectorGuid] as const, ['start_date', toStartDate(from)] as const];
  const hurried = {
    ...context,
    signal: AbortSignal.any([context.signal, AbortSignal.timeout(patienceMs)]),
    deadlineAt: Math.min(context.deadlineAt, context.now() + patienceMs),
  };
  try {
    const head = await fetchEvents(params, 0, rowsMax, hurried, { aside: true });
    const total = head.total ?? head.rows.length;
    const oldest =
      total > rowsMax ? await fetchEvents(params, total - rowsMax, rowsMax, hurried, { aside: true }) : head;
    const steps = [...oldest.rows, ...head.rows]
      .filter(({ wire }) => wire?.detection_id === matter.detectionId)
      .filter((row, index, all) => all.findIndex(({ key }) => key === row.key) === index)
      .toSorted((a, b) => (a.happened ?? 0) - (b.happened ?? 0))
      .flatMap(toStep);
    const looked =
      total > 2 * rowsMax ? `Among ${2 * rowsMax} of ${total} events of this computer since 10 minutes before` : '';
    return looked === '' ? { steps } : { steps, note: looked };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return { steps: [], note: `The other events of this detection could not be asked for. ${error.message}` };
  }
}

function toStep({ wire, happened }: EventRow): Chain['steps'] {
  if (!wire) return [];
  const note = wire.error?.description;
  return [
    {
      at: happened,
      title: wire.event_type ?? 'Event without a type',
      outcome: outcomeOf(wire.event_type),
      ...(note === undefined ? {} : { note }),
    },
  ];
}

/** The chain with the record itself in it, also where it was not found again. */
export function chainSection(chain: Chain, wire: WireEvent, happened: number | null): Section {
  const own = { at: happened, title: wire.event_type ?? 'Event without a type', outcome: outcomeOf(wire.event_type) };
  const steps = chain.steps.some(({ at, title }) => at === own.at && title === own.title)
    ? chain.steps
    : [...chain.steps, own].toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
  return {
    id: 'chain',
    title: 'What became of it',
    folded: false,
    kind: 'steps',
    steps,
    ...(chain.note === undefined ? {} : { note: chain.note }),
  };
}

/** The latest step that states an outcome. */
export function latestOutcome(chain: Chain): { outcome: Outcome; title: string } | undefined {
  return chain.steps.findLast(({ outcome }) => outcome !== 'not_stated');
}
