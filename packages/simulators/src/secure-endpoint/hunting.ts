import type { JsonObject } from '../json.ts';
import { drawInt } from '../scenario/prng.ts';
import { toDate } from './event-record.ts';
import type { ShapeContext } from './event-shapes.ts';
import { tacticsOf, techniquesOf } from './tactics.ts';

/** About ten kilobytes of prose with CRLF, severity in lower case, and times that are ISO for once. */
export function huntingDetails({ key, seconds, endpoint, tactics }: ShapeContext): JsonObject {
  const { host } = endpoint;
  const start = seconds - 3600 - drawInt(key, 65, 40_000);
  // Some incidents belong to the organisation: no computer, the name alone at the top.
  const organisationWide = key % 4 === 0;
  const whole: JsonObject = {
    threat_hunting: {
      incident_report_guid: null,
      incident_hunt_guid: null,
      incident_title: 'Suspicious remote administration tool',
      incident_summary: summary(host.name, host.ip),
      incident_remediation: REMEDIATION,
      incident_id: 400 + drawInt(key, 66, 90),
      severity: 'critical',
      incident_start_time: start,
      incident_end_time: seconds,
      tactics: tacticsOf(['TA0011'], 'objects'),
      techniques: techniquesOf(['T1105'], 'objects'),
    },
    start_timestamp: start,
    start_date: toDate(start),
    tactics: tacticsOf(['TA0011', 'TA0008'], tactics),
    techniques: techniquesOf(['T1105'], tactics),
    group_guids: undefined,
  };
  if (organisationWide) Object.assign(whole, { hostname: host.name, connector_guid: undefined, computer: undefined });
  return whole;
}

const REMEDIATION = [
  '1. Isolate the computer and keep its memory.',
  '2. Remove the service "RemoteHelp" and the file below C:\\ProgramData\\rh.',
  '3. Reset the password of every account that signed in there since the start time.',
  '4. Block the addresses named in the summary at the perimeter.',
].join('\r\n');

function summary(hostname: string, ip: string): string {
  const opening = `Hunters saw a remote administration tool on ${hostname} (${ip}) that no deployment explains.`;
  const observations = Array.from({ length: 60 }, (_, index) => {
    const second = String(index).padStart(2, '0');
    const net = ['192.0.2', '198.51.100', '203.0.113'][index % 3] ?? '192.0.2';
    return `14:${second}:07  rh.exe  C:\\ProgramData\\rh\\rh.exe -c cfg${index}.bin  ->  ${net}.${100 + index}:443  ${60 + index} kB out, session ${index + 1} of 60, kept open`;
  });
  return [
    opening,
    '',
    ...observations,
    '',
    'No sign of the tool was found on other computers <as of this report>.',
  ].join('\r\n');
}
