import type { Fact } from '@watchfloor/contract';
import type { DetailParts } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { fact, note, timeFact } from '../facts.ts';
import { parseLossless } from '../outbound/lossless-json.ts';
import type { Row } from './collapse.ts';
import { appOf } from './finding.ts';
import { placeOf, readSource, readUser, userName } from './people.ts';
import { toSections } from './sections.ts';
import { productName, type SyncState } from './sync.ts';
import { readTime } from './times.ts';
import { alertSchema, type WireAlert, type WireEndpoint, type WireUser } from './wire.ts';

interface DetailContext {
  sync: SyncState;
  /** False where later records of the finding may not have been read. */
  whole: boolean;
  /** When the vendor took in the newest record that is known here. */
  newestArrival: number | null;
  now: number;
}

/** Says what a finding is: one sentence, the facts above the fold, then its evidences and the rest. */
export function toFindingDetail(row: Row, context: DetailContext): DetailParts {
  const raw = row.raw?.toString('utf8') ?? '';
  const parsed = alertSchema.safeParse(parseLossless(raw));
  if (!parsed.success) throw new ConnectorError('bad_response', 'It answered with something that is not a finding.');
  const wire = parsed.data;
  return {
    record: row.record,
    why: why(wire, row),
    facts: [...whoFacts(wire), ...whereFacts(wire), ...whatFacts(wire), ...whenFacts(wire, row), ...syncFacts(context)],
    sections: toSections(wire, row),
    raw,
  };
}

function why(wire: WireAlert, { record }: Row): string {
  const user = readUser(wire);
  const source = readSource(wire);
  const who = user === undefined ? undefined : userName(user);
  const from = source?.ip ?? source?.hostname;
  const place = placeOf(source);
  const app = appOf(wire);
  return [
    `“${record.title}”`,
    who === undefined ? '' : ` for ${who}`,
    from === undefined ? '' : ` from ${from}`,
    place === undefined ? '' : ` (${place})`,
    app === undefined ? '' : `, through ${app}`,
    record.subtitle === undefined ? '.' : `, says ${record.subtitle}.`,
  ].join('');
}

function whoFacts(wire: WireAlert): Fact[] {
  const user = readUser(wire);
  if (!user) return [];
  const name = userName(user);
  return [
    ...fact('User', name, {
      entity: 'user',
      filter: 'user',
      ...note([other(user.full_name, name), user.type, user.domain]),
    }),
    ...fact('Mail', other(user.email_addr, name), { entity: 'email', filter: 'entity' }),
    ...fact('Groups', user.groups.length > 0 ? user.groups.slice(0, 10).join(', ') : undefined, {
      ...note([user.groups.length > 10 ? `${user.groups.length - 10} more` : undefined]),
    }),
    ...fact(
      'User risk',
      riskOf(user),
      note([user.risk_level === undefined ? undefined : worded('score', user.risk_score)]),
    ),
  ];
}

function riskOf(user: WireUser): string | undefined {
  // OCSF: 0 Info, 1 Low, 2 Medium, 3 High, 4 Critical, 99 Other.
  const byId: Record<number, string> = { 0: 'Info', 1: 'Low', 2: 'Medium', 3: 'High', 4: 'Critical', 99: 'Other' };
  return (
    user.risk_level ?? (user.risk_level_id === undefined ? undefined : byId[user.risk_level_id]) ?? user.risk_score
  );
}

function whereFacts(wire: WireAlert): Fact[] {
  const source = readSource(wire);
  const device = wire.evidences.find((evidence) => evidence.device !== undefined)?.device;
  const network = wire.evidences.find(({ connection_info: info }) => info !== undefined)?.connection_info;
  const states = [
    say(device?.is_managed, 'managed', 'not managed'),
    say(device?.is_compliant, 'compliant', 'not compliant'),
    say(device?.is_trusted, 'trusted', 'not trusted'),
    say(device?.is_personal, 'personal', undefined),
    device?.os?.name,
  ];
  return [
    ...fact('Address', source?.ip, {
      kind: 'mono',
      entity: 'ip',
      filter: 'ip',
      ...note([source?.port === undefined ? undefined : `port ${source.port}`]),
    }),
    ...fact('Place', placeOf(source), { filter: 'place' }),
    ...fact('Network', networkOf(source), note([network?.boundary, network?.direction, network?.protocol_name])),
    ...fact('Device', device?.hostname ?? device?.name ?? device?.uid, {
      kind: 'mono',
      entity: 'host',
      filter: 'host',
      ...note(states),
    }),
  ];
}

function networkOf(source: WireEndpoint | undefined): string | undefined {
  const system = source?.autonomous_system;
  const asNumber = system?.number === undefined ? undefined : `AS${system.number}`;
  return system?.name ?? asNumber ?? source?.location?.isp ?? source?.zone;
}

function whatFacts(wire: WireAlert): Fact[] {
  const finding = wire.finding_info;
  const api = wire.evidences.find((evidence) => evidence.api !== undefined)?.api;
  const session = wire.evidences.find(({ actor }) => actor?.session !== undefined)?.actor?.session;
  const response = api?.response;
  const attack = finding?.attacks[0];
  const technique = attack?.sub_technique ?? attack?.technique;
  return [
    ...fact('Operation', api?.operation, { filter: 'operation', ...note([api?.service?.name]) }),
    ...fact(
      'Response',
      response?.message ?? response?.error_message ?? response?.error ?? response?.code,
      note([response?.message === undefined ? undefined : worded('code', other(response.code, response.message))]),
    ),
    ...fact('App', appOf(wire), { filter: 'app' }),
    ...fact('Sign-in id', session?.uid ?? wire.metadata?.correlation_uid, { kind: 'mono' }),
    ...fact('Technique', technique?.uid, {
      kind: 'technique',
      filter: 'technique',
      ...note([technique?.name, attack?.tactic?.name ?? attack?.tactics[0]?.name]),
    }),
    ...fact('Analytic', finding?.analytic?.name ?? finding?.analytic?.uid, {
      filter: 'analytic',
      ...note([finding?.analytic?.type, finding?.analytic?.category, worded('version', finding?.analytic?.version)]),
    }),
    ...fact('Type', finding && finding.types.length > 0 ? finding.types.join(', ') : undefined, {
      filter: 'event_type',
    }),
  ];
}

function whenFacts(wire: WireAlert, { steps, record }: Row): Fact[] {
  const finding = wire.finding_info;
  const created = readTime(finding, 'created_time') ?? record.happened;
  const changed = readTime(finding, 'modified_time') ?? steps.findLast(({ activity }) => activity === 'Update')?.at;
  const closed = steps.findLast(({ activity }) => activity === 'Close')?.at;
  // Most producers print one time under several names.
  const unlessCreated = (at: number | null | undefined) => (at === created ? null : (at ?? null));
  return [
    ...timeFact('Created', created),
    ...timeFact('First seen', unlessCreated(readTime(finding, 'first_seen_time'))),
    ...timeFact('Last seen', unlessCreated(readTime(finding, 'last_seen_time'))),
    ...timeFact('Changed', unlessCreated(changed)),
    ...timeFact('Closed', closed ?? null),
  ];
}

/** Leen answers from its own copy of the identity provider: how old that is decides what can be missing. */
function syncFacts({ sync, whole, newestArrival, now }: DetailContext): Fact[] {
  const every = sync.refreshIntervalS === null ? undefined : `every ${span(sync.refreshIntervalS * 1_000)}`;
  const reads = sync.reads === null ? undefined : productName(sync.reads);
  // At least that long ago it was still reading; a quiet provider brings nothing, so the sync itself may be younger.
  const newest = newestArrival === null ? undefined : `newest record taken in ${span(now - newestArrival)} ago`;
  const age =
    sync.lastSyncAt === null
      ? fact('Last sync', 'unknown', note([newest, reads, every]))
      : timeFact('Last sync', sync.lastSyncAt, note([`${span(now - sync.lastSyncAt)} ago`, reads, every]));
  return [
    ...age,
    ...(sync.problem ? fact('Sync trouble', sync.problem.message) : []),
    ...(whole ? [] : fact('Read so far', 'Later records of this finding may not have been read yet.')),
  ];
}

/** "3 h 57 min" */
function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${minutes} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

function say(given: boolean | undefined, yes: string, no: string | undefined): string | undefined {
  return given === undefined ? undefined : given ? yes : no;
}

function worded(word: string, value: string | undefined): string | undefined {
  return value === undefined ? undefined : `${word} ${value}`;
}

function other(value: string | undefined, than: string | undefined): string | undefined {
  return value === than ? undefined : value;
}
