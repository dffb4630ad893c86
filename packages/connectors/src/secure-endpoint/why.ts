import { readComputer } from './computer.ts';
import { isType } from './event-types.ts';
import { nameOfFile, nameOfParent, readVulnerable, sayVulnerable } from './file.ts';
import type { WireEvent } from './wire.ts';

/** "Quarantine of invoice.exe failed on NVK-LT-0417 (maja.lindqvist); started by outlook.exe." */
export function why(wire: WireEvent): string | null {
  const said = what(wire);
  if (said === null) return null;
  const { host, user } = readComputer(wire);
  const where = host === undefined ? '' : ` on ${host}${user === undefined ? '' : ` (${user})`}`;
  const parent = nameOfParent(wire);
  return `${said}${where}${parent === undefined ? '' : `; started by ${parent}`}.`;
}

function what(wire: WireEvent): string | null {
  const { event_type: type, detection } = wire;
  const file = nameOfFile(wire);
  const vulnerable = readVulnerable(wire);
  if (wire.threat_hunting?.incident_title !== undefined)
    return `Threat hunters reported “${wire.threat_hunting.incident_title}”`;
  if (wire.cloud_ioc?.short_description !== undefined) return `Behaviour matched “${wire.cloud_ioc.short_description}”`;
  if (file !== undefined) {
    if (isType(type, 'Quarantine Failure')) return `Quarantine of ${file} failed`;
    if (isType(type, 'Retrospective Quarantine Attempt Failed')) return `Quarantine of ${file}, tried later, failed`;
    if (isType(type, 'Threat Quarantined')) return `${file} was quarantined`;
    if (isType(type, 'Executed malware')) return `Malware ran: ${file}`;
    if (isType(type, 'Potential Dropper Infection')) return `${file} looks like a dropper`;
    if (isType(type, 'Retrospective Detection'))
      return `${file} was found to be ${detection ?? 'malicious'} after it had been let in`;
    if (isType(type, 'Threat Detected') && detection !== undefined) return `${detection} was detected in ${file}`;
  }
  if (vulnerable) return `${sayVulnerable(vulnerable)}, was seen`;
  if (type === undefined) return null;
  const matter = [detection, file].filter((part) => part !== undefined).join(' in ');
  return matter === '' ? type : `${type}: ${matter}`;
}
