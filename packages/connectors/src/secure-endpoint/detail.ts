import type { Fact, Section } from '@watchfloor/contract';
import type { DetailParts } from '../connector.ts';
import { fact, note, otherFields, timeFact } from '../facts.ts';
import { readVendorTime } from '../vendor-time.ts';
import { type Chain, chainSection } from './chain.ts';
import { readComputer } from './computer.ts';
import { factsOf } from './detail-facts.ts';
import { type RecordContext, toEventRecord } from './event.ts';
import { readHappened } from './times.ts';
import { why } from './why.ts';
import type { WireEvent } from './wire.ts';

/** Fields that the record, its facts or a section show; the rest is listed under "Other fields". */
const shown = new Set(
  'id timestamp timestamp_nanoseconds date start_timestamp start_date event_type event_type_id severity detection detection_id connector_guid group_guids hostname computer file scan error cloud_ioc command_line threat_hunting tactics techniques vulnerabilities network_info'.split(
    ' ',
  ),
);

/** Says what an event is: one sentence, the facts above the fold, then what became of it and the rest. */
export function toEventDetail(
  wire: WireEvent,
  key: string,
  raw: string,
  chain: Chain | undefined,
  context: RecordContext,
): DetailParts {
  const other = otherFields(wire, shown);
  const sections: Section[] = [
    ...(chain ? [chainSection(chain, wire, readHappened(wire))] : []),
    ...textSections(wire),
    ...errorSection(wire),
    ...vulnerabilitySection(wire),
    ...attackSection(wire),
    facts('file', 'File and parent', fileFacts(wire)),
    facts('network', 'Network', networkFacts(wire)),
    facts('computer', 'Computer', computerFacts(wire)),
    facts('event', 'Event', eventFacts(wire)),
    { ...facts('other', 'Other fields', other), folded: true },
  ];
  return {
    record: toEventRecord(wire, key, context),
    why: why(wire),
    facts: factsOf(wire, chain, context.raise),
    sections: sections.filter((section) => section.kind !== 'facts' || section.facts.length > 0),
    raw,
  };
}

function facts(id: string, title: string, list: Fact[]): Section {
  return { id, title, folded: false, kind: 'facts', facts: list };
}

/** The vendor's prose is text, whatever markup it holds. */
function textSections(wire: WireEvent): Section[] {
  const hunting = wire.threat_hunting;
  const prose: [id: string, title: string, text: string | undefined][] = [
    ['behaviour', 'Behaviour', wire.cloud_ioc?.description],
    ['summary', 'Hunting summary', hunting?.incident_summary],
    ['remediation', 'Remediation', hunting?.incident_remediation],
    ['scan', 'Scan', wire.scan?.description],
  ];
  return prose.flatMap(([id, title, text]): Section[] =>
    text === undefined
      ? []
      : [{ id, title, folded: false, kind: 'text', text: text.replaceAll('\r\n', '\n'), mono: false }],
  );
}

function errorSection({ error }: WireEvent): Section[] {
  if (!error) return [];
  const { error_code: code, description } = error;
  // NTSTATUS and HRESULT are known by their hexadecimal form: 3221225524 is 0xC0000034.
  const hex =
    code === undefined || !Number.isInteger(code)
      ? undefined
      : `0x${(code < 0 ? code + 2 ** 32 : code).toString(16).toUpperCase().padStart(8, '0')}`;
  const list = [
    ...fact('Code', hex ?? code, { kind: 'mono', ...note([hex === undefined ? undefined : String(code)]) }),
    ...fact('Description', description),
  ];
  return [facts('error', 'Error', list)];
}

function vulnerabilitySection({ vulnerabilities }: WireEvent): Section[] {
  if (vulnerabilities.length === 0) return [];
  return [
    {
      id: 'vulnerabilities',
      title: 'Vulnerabilities',
      folded: false,
      kind: 'table',
      columns: [
        { label: 'CVE', kind: 'mono' },
        { label: 'Score', kind: 'text' },
        { label: 'Application', kind: 'text' },
        { label: 'Version', kind: 'mono' },
        { label: 'Reference', kind: 'mono' },
      ],
      rows: vulnerabilities
        .toSorted((a, b) => (Number(b.score) || 0) - (Number(a.score) || 0))
        .map(({ cve, score, name, version, url }) => [
          cve ?? null,
          score ?? null,
          name ?? null,
          version ?? null,
          url ?? null,
        ]),
    },
  ];
}

function attackSection({ tactics, techniques }: WireEvent): Section[] {
  const rows = [
    ...tactics.map((tactic) => ({ kind: 'Tactic', ...tactic })),
    ...techniques.map((technique) => ({ kind: 'Technique', ...technique })),
  ];
  if (rows.length === 0) return [];
  return [
    {
      id: 'attack',
      title: 'Tactics and techniques',
      folded: false,
      kind: 'table',
      columns: [
        { label: 'Kind', kind: 'text' },
        { label: 'Id', kind: 'mono' },
        { label: 'Name', kind: 'text' },
        { label: 'Description', kind: 'text' },
      ],
      rows: rows.map(({ kind, id, name, description }) => [kind, id ?? null, name ?? null, withoutMarkup(description)]),
    },
  ];
}

/** These descriptions are documented as HTML. Markup is taken out for reading, not for safety: it is text either way. */
function withoutMarkup(html: string | undefined): string | null {
  return html === undefined
    ? null
    : html
        .replaceAll(/<[^<>]*>/g, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
}

function fileFacts({ file }: WireEvent): Fact[] {
  const hash = { kind: 'mono', entity: 'hash' } as const;
  const parent = file?.parent;
  return [
    ...fact('SHA-1', file?.identity?.sha1, hash),
    ...fact('MD5', file?.identity?.md5, hash),
    ...fact('Parent disposition', parent?.disposition),
    ...fact('Parent path', parent?.file_path, { kind: 'mono' }),
    ...fact('Parent SHA-256', parent?.identity?.sha256, { ...hash, filter: 'application_sha256' }),
    ...fact('Parent SHA-1', parent?.identity?.sha1, hash),
    ...fact('Parent MD5', parent?.identity?.md5, hash),
  ];
}

function networkFacts({ network_info: network }: WireEvent): Fact[] {
  return [
    ...fact('Local address', network?.local_ip, {
      kind: 'mono',
      entity: 'ip',
      ...note([network?.local_port === undefined ? undefined : `port ${network.local_port}`]),
    }),
    ...fact('Process', network?.parent?.file_name, {
      kind: 'mono',
      entity: 'process',
      ...note([network?.parent?.disposition]),
    }),
    ...fact('Process SHA-256', network?.parent?.identity?.sha256, { kind: 'mono', entity: 'hash' }),
  ];
}

function computerFacts(wire: WireEvent): Fact[] {
  const { connectorGuid, addresses } = readComputer(wire);
  return [
    ...fact('Connector', connectorGuid, { kind: 'mono', filter: 'connector_guid' }),
    ...fact('Active', wire.computer?.active === undefined ? undefined : wire.computer.active ? 'yes' : 'no'),
    ...wire.group_guids.flatMap((guid) => fact('Group', guid, { kind: 'mono', filter: 'group_guid' })),
    ...addresses
      .slice(2)
      .flatMap(({ ip, mac }) =>
        fact('Address', ip ?? mac, { kind: 'mono', ...note([ip === undefined ? undefined : mac]) }),
      ),
  ];
}

function eventFacts(wire: WireEvent): Fact[] {
  const { threat_hunting: hunting } = wire;
  return [
    ...fact('Severity at the vendor', wire.severity ?? hunting?.severity, { filter: 'priority_label' }),
    ...fact('Event type id', wire.event_type_id, { kind: 'mono' }),
    ...fact('Event id', wire.id, { kind: 'mono' }),
    ...fact('Detection id', wire.detection_id, { kind: 'mono' }),
    ...timeFact('Started', readVendorTime(wire.start_timestamp) ?? readVendorTime(wire.start_date)),
    ...timeFact('Incident started', readVendorTime(hunting?.incident_start_time)),
    ...timeFact('Incident ended', readVendorTime(hunting?.incident_end_time)),
  ];
}
