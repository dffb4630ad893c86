import type { Fact } from '@watchfloor/contract';
import { fact, note } from '../facts.ts';
import { type Chain, latestOutcome } from './chain.ts';
import { readComputer } from './computer.ts';
import type { RaiseRule } from './config.ts';
import { isType, outcomeOf } from './event-types.ts';
import { nameOfParent } from './file.ts';
import { readSeverity } from './severity.ts';
import type { WireEvent } from './wire.ts';

/** What stands above the fold. */
export function factsOf(wire: WireEvent, chain: Chain | undefined, raise: readonly RaiseRule[]): Fact[] {
  return [...outcomeFacts(wire, chain, raise), ...whereFacts(wire), ...fileFacts(wire), ...networkFacts(wire)];
}

function outcomeFacts(wire: WireEvent, chain: Chain | undefined, raise: readonly RaiseRule[]): Fact[] {
  const { severity, raised } = readSeverity(wire, raise);
  const own = outcomeOf(wire.event_type);
  const latest = chain && latestOutcome(chain);
  return [
    ...(latest
      ? fact('Outcome', latest.outcome, { kind: 'outcome', filter: 'outcome', ...note([latest.title]) })
      : own === 'not_stated'
        ? []
        : fact('Outcome', own, { kind: 'outcome', filter: 'outcome', ...note([wire.event_type]) })),
    ...(raised === undefined ? [] : fact('Severity', severity, { kind: 'severity', filter: 'severity', note: raised })),
  ];
}

function whereFacts(wire: WireEvent): Fact[] {
  const { host, user, externalIp, addresses } = readComputer(wire);
  return [
    ...fact('Host', host, {
      kind: 'mono',
      entity: 'host',
      filter: 'host',
      ...note([wire.computer?.active === false ? 'connector not active' : undefined]),
    }),
    ...fact('User', user, { entity: 'user', filter: 'user' }),
    ...addresses
      .slice(0, 2)
      .flatMap(({ ip, mac }) => fact('Address', ip, { kind: 'mono', entity: 'ip', filter: 'ip', ...note([mac]) })),
    ...fact('External address', externalIp, { kind: 'mono', entity: 'ip', filter: 'ip' }),
  ];
}

function fileFacts(wire: WireEvent): Fact[] {
  const { file } = wire;
  const parent = file?.parent;
  const cleanIoc = wire.cloud_ioc !== undefined && isType(file?.disposition, 'Clean');
  return [
    ...fact('Detection', wire.detection, { filter: 'detection' }),
    ...fact('File', file?.file_name, { kind: 'mono', entity: 'file' }),
    ...fact('Path', file?.file_path, { kind: 'mono' }),
    ...fact('Disposition', file?.disposition, {
      filter: 'disposition',
      ...note([cleanIoc ? 'the file is known and clean; its behaviour fired' : undefined]),
    }),
    ...fact('SHA-256', file?.identity?.sha256, { kind: 'mono', entity: 'hash', filter: 'detection_sha256' }),
    ...fact('Parent', parent === undefined ? undefined : nameOfParent(wire), {
      kind: 'mono',
      ...(parent?.file_name === undefined ? {} : { entity: 'process' as const }),
      ...note([parent?.disposition, parent?.process_id === undefined ? undefined : `process ${parent.process_id}`]),
    }),
    ...fact('Command line', wire.command_line?.arguments, { kind: 'mono' }),
  ];
}

function networkFacts(wire: WireEvent): Fact[] {
  const network = wire.network_info;
  const port = (given: string | undefined) => (given === undefined ? undefined : `port ${given}`);
  return [
    ...fact('Remote address', network?.remote_ip, {
      kind: 'mono',
      entity: 'ip',
      filter: 'ip',
      ...note([port(network?.remote_port), network?.nfm?.protocol, network?.nfm?.direction]),
    }),
    ...fact('URL', network?.dirty_url, { kind: 'mono', entity: 'url' }),
    ...wire.techniques.flatMap(({ id, name }) =>
      fact('Technique', id ?? name, {
        kind: 'technique',
        filter: 'technique',
        ...note([id === undefined ? undefined : name]),
      }),
    ),
    ...fact('Event type', wire.event_type, { filter: 'event_type' }),
  ];
}
