import type { JsonObject } from '../json.ts';
import { outsiders } from '../scenario/cast.ts';
import { drawInt, pick } from '../scenario/prng.ts';
import { cloudIocDetails, cloudIocs, graveCloudIoc } from './cloud-iocs.ts';
import type { Endpoint } from './endpoints.ts';
import { type Severity, toDate } from './event-record.ts';
import type { EventTypeName } from './event-types.ts';
import { cleanFiles, identityOf, malware, parentOf, pathOf, sha256Of } from './files.ts';
import { huntingDetails } from './hunting.ts';
import type { TacticShape } from './tactics.ts';
import { vulnerableDetails } from './vulnerabilities.ts';

export interface ShapeContext {
  key: number;
  seconds: number;
  endpoint: Endpoint;
  tactics: TacticShape;
}

/** How one kind of event looks. Weight 0: it only follows another. */
export interface EventShape {
  type: EventTypeName;
  weight: number;
  severity?: Severity | ((key: number) => Severity);
  /** What an analyst has to see, so rare in the last days. */
  grave?: boolean;
  /** Absent: the event has no `detection_id`. */
  detectionId?: 'own' | 'first';
  /** Absent: seconds and a counter. `millis`: the digits of the millisecond. */
  id?: 'none' | 'small' | 'millis';
  detection?: (context: ShapeContext) => string;
  details(context: ShapeContext): JsonObject;
}

const none = (): JsonObject => ({});

export const eventShapes: readonly EventShape[] = [
  { type: 'policyUpdate', weight: 36, id: 'small', details: none },
  { type: 'policyUpdateFailure', weight: 0.6, details: () => failure(3221225524, 'The policy could not be fetched') },
  { type: 'scanStarted', weight: 21, details: scan },
  { type: 'scanCompleted', weight: 20, details: scan },
  {
    type: 'scanFailed',
    weight: 0.5,
    details: (at) => ({ ...scan(at), ...failure(2164260864, 'Scan was interrupted') }),
  },
  { type: 'productUpdateCompleted', weight: 5, details: none },
  { type: 'rebootPending', weight: 1, details: none },
  {
    type: 'threatDetected',
    weight: 5,
    severity: 'Medium',
    detectionId: 'own',
    detection: ({ key }) => malwareFor(key).detection ?? '',
    details: detectedFile,
  },
  { type: 'threatQuarantined', weight: 0, severity: 'Medium', detectionId: 'first', details: quarantinedFile },
  {
    type: 'quarantineFailure',
    weight: 0,
    severity: 'Medium',
    grave: true,
    detectionId: 'first',
    detection: ({ key }) => malwareFor(key).detection ?? '',
    details: (at) => ({ ...quarantinedFile(at), ...failure(3221225524, 'The object name is not found') }),
  },
  {
    type: 'dfcThreatDetected',
    weight: 2,
    severity: 'Medium',
    detection: () => 'DFC.CustomIPList',
    details: connection,
  },
  { type: 'exploitPrevention', weight: 0.8, severity: 'Medium', details: exploit },
  { type: 'maliciousActivity', weight: 0.4, severity: 'Medium', details: behaviour },
  {
    type: 'cloudIoc',
    weight: 6,
    severity: (key) => pick(cloudIocs, key, 51).severity,
    details: ({ key, endpoint, tactics }) =>
      cloudIocDetails(pick(cloudIocs, key, 51), accountOf(endpoint), key, tactics),
  },
  {
    type: 'cloudIoc',
    weight: 0.5,
    severity: 'High',
    grave: true,
    details: ({ key, endpoint, tactics }) => cloudIocDetails(graveCloudIoc, accountOf(endpoint), key, tactics),
  },
  { type: 'vulnerableApplication', weight: 9, severity: 'Low', details: ({ key }) => vulnerableDetails(key) },
  {
    type: 'retrospectiveDetection',
    weight: 0.5,
    severity: 'High',
    grave: true,
    detectionId: 'own',
    detection: ({ key }) => malwareFor(key).detection ?? '',
    details: detectedFile,
  },
  {
    type: 'retrospectiveQuarantine',
    weight: 0,
    severity: 'High',
    grave: true,
    detectionId: 'first',
    details: quarantinedFile,
  },
  {
    type: 'retrospectiveQuarantineFailed',
    weight: 0,
    severity: 'High',
    grave: true,
    detectionId: 'first',
    details: (at) => ({ ...quarantinedFile(at), ...failure(3221225506, 'Access is denied') }),
  },
  {
    type: 'executedMalware',
    weight: 0.4,
    severity: 'High',
    grave: true,
    detection: hashName,
    details: quarantinedFile,
  },
  {
    type: 'potentialDropper',
    weight: 0.4,
    severity: 'High',
    grave: true,
    id: 'millis',
    detection: hashName,
    details: dropper,
  },
  { type: 'multipleInfectedFiles', weight: 0.2, severity: 'High', grave: true, details: dropper },
  { type: 'isolationStarted', weight: 0.3, details: isolation },
  {
    type: 'huntingIncident',
    weight: 0.08,
    severity: 'Critical',
    grave: true,
    id: 'none',
    details: huntingDetails,
  },
];

export function shapeIndex(type: EventTypeName): number {
  return eventShapes.findIndex((shape) => shape.type === type);
}

export function severityOf(shape: EventShape, key: number): Severity | undefined {
  return typeof shape.severity === 'function' ? shape.severity(key) : shape.severity;
}

function malwareFor(key: number) {
  return pick(malware, key, 52);
}

function accountOf({ host }: Endpoint): string {
  return host.owner?.account ?? 'Administrator';
}

function detectedFile({ key, endpoint }: ShapeContext): JsonObject {
  const file = malwareFor(key);
  const parent = pick([cleanFiles.outlook, cleanFiles.chrome, cleanFiles.explorer], key, 53);
  const whole = {
    disposition: 'Malicious',
    file_name: file.name,
    file_path: pathOf(file, accountOf(endpoint), key),
    identity: identityOf(file),
  };
  if (drawInt(key, 54, 4) === 0) return { file: whole };
  const disposition = drawInt(key, 55, 6) === 0 ? 'Unknown' : 'Clean';
  return { file: { ...whole, parent: parentOf(parent, key, disposition) } };
}

/** Often the hash is all there is. */
function quarantinedFile({ key }: ShapeContext): JsonObject {
  return { file: { disposition: 'Malicious', identity: { sha256: sha256Of(malwareFor(key)) } } };
}

function dropper({ key, seconds }: ShapeContext): JsonObject {
  // Seen in real traffic: the end lies before the start.
  const start = seconds + drawInt(key, 56, 3);
  const parent = pick(malware, key, 57);
  return {
    start_timestamp: start,
    start_date: toDate(start),
    file: {
      disposition: 'Malicious',
      identity: { sha256: sha256Of(malwareFor(key)) },
      parent: { disposition: 'Blocklisted', identity: { sha256: sha256Of(parent) } },
    },
  };
}

function hashName({ key }: ShapeContext): string {
  return `W32.${sha256Of(malwareFor(key)).slice(0, 10).toUpperCase()}-100.SBX.TG`;
}

function scan({ key }: ShapeContext): JsonObject {
  return { scan: { description: pick(['Flash Scan', 'Full Scan', 'C:\\Program Files\\DVD Maker'], key, 58) } };
}

function failure(error_code: number, description: string): JsonObject {
  return { error: { error_code, description } };
}

function connection({ key, endpoint }: ShapeContext): JsonObject {
  const remote = pick(outsiders, key, 59);
  return {
    network_info: {
      dirty_url: `http://${remote.ip}/gate.php?id=${drawInt(key, 60, 9000)}&v=<b>2</b>`,
      local_ip: endpoint.host.ip,
      local_port: 49_152 + drawInt(key, 61, 16_000),
      remote_ip: remote.ip,
      remote_port: 80,
      nfm: { protocol: 'TCP', direction: 'Outgoing connection from' },
      parent: { disposition: 'Unknown', identity: { sha256: sha256Of(malwareFor(key)) } },
    },
  };
}

function exploit({ key, endpoint }: ShapeContext): JsonObject {
  const file = pick([cleanFiles.acrobat, cleanFiles.java], key, 62);
  const { sha256 } = identityOf(file);
  const path = pathOf(file, accountOf(endpoint), key);
  return {
    file: { disposition: 'Clean', file_name: file.name, file_path: path, identity: { sha256 } },
    system_requirements: null,
  };
}

function behaviour({ key }: ShapeContext): JsonObject {
  return {
    file: { disposition: 'Unseen', identity: { sha256: sha256Of(malwareFor(key)) }, parent: null },
    bp_data: {
      details: {
        matched_activity: { cloud: { alert: 'Many files were rewritten within seconds' } },
        observables: null,
      },
      serial_number: drawInt(key, 63, 0x7fff_ffff),
    },
  };
}

function isolation({ key }: ShapeContext): JsonObject {
  return { isolation: { user: 'ana.ruiz@norrvik.example', comment: null, duration: 300 + drawInt(key, 64, 3000) } };
}
