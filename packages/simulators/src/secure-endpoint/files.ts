import { hexOf } from '../scenario/identifiers.ts';
import { hash32 } from '../scenario/prng.ts';

export interface KnownFile {
  name: string;
  /** Folder in the usual spelling, `C:\…` or `/…`, with `%USER%` for the account. */
  folder: string;
  detection?: string;
}

// Aliases, not interfaces: only those count as JSON's open objects.
export type FileIdentity = { sha256: string; sha1: string; md5: string };
type FileParent = { process_id: number; disposition: string; file_name: string; identity: FileIdentity };

export const malware: readonly KnownFile[] = [
  {
    name: 'wsymqyv90.exe',
    folder: 'C:\\Users\\%USER%\\AppData\\Local\\Temp\\OUTLOOK_TEMP',
    detection: 'W32.GenericKD:ZVETJ.18gs.1201',
  },
  { name: 'webinstall.exe', folder: 'C:\\Users\\%USER%\\AppData\\Local\\Temp', detection: 'GenericKD:Dyreza-tpd' },
  { name: 'PackingList_0873.pdf.exe', folder: 'C:\\Users\\%USER%\\Downloads', detection: 'W32.Emotet.22gv.1201' },
  { name: 'bill-of-lading.js', folder: 'C:\\Users\\%USER%\\Downloads', detection: 'JS.Downloader.Nemucod' },
  { name: 'toolbar_setup.exe', folder: 'C:\\Users\\%USER%\\Downloads', detection: 'PUA.Win.Adware.InstallCore' },
  { name: 'keygen.exe', folder: 'D:\\Backup\\old', detection: 'W32.HackTool.Keygen' },
  { name: 'eicar.com', folder: 'C:\\Users\\%USER%\\Desktop', detection: 'EICAR' },
  {
    name: 'updater (1).exe',
    folder: 'C:\\Users\\%USER%\\AppData\\Roaming\\Ödlad mapp',
    detection: 'W32.Auto:9a1f.in03.Talos',
  },
  { name: 'coinhive.min.js', folder: 'C:\\Users\\%USER%\\AppData\\Local\\Temp\\cache', detection: 'JS.Coinminer' },
  { name: 'mimi.zip', folder: 'C:\\Tools\\old', detection: 'W32.HackTool.Mimikatz' },
];

export const cleanFiles = {
  powershell: { name: 'powershell.exe', folder: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0' },
  cmd: { name: 'cmd.exe', folder: 'C:\\Windows\\System32' },
  outlook: { name: 'OUTLOOK.EXE', folder: 'C:\\Program Files\\Microsoft Office\\root\\Office16' },
  chrome: { name: 'chrome.exe', folder: 'C:\\Program Files\\Google\\Chrome\\Application' },
  explorer: { name: 'explorer.exe', folder: 'C:\\Windows' },
  rundll32: { name: 'rundll32.exe', folder: 'C:\\Windows\\System32' },
  mshta: { name: 'mshta.exe', folder: 'C:\\Windows\\System32' },
  schtasks: { name: 'schtasks.exe', folder: 'C:\\Windows\\System32' },
  certutil: { name: 'certutil.exe', folder: 'C:\\Windows\\System32' },
  vssadmin: { name: 'vssadmin.exe', folder: 'C:\\Windows\\System32' },
  w3wp: { name: 'w3wp.exe', folder: 'C:\\Windows\\System32\\inetsrv' },
  java: { name: 'java.exe', folder: 'C:\\Program Files (x86)\\Java\\jre7\\bin' },
  acrobat: { name: 'AcroRd32.exe', folder: 'C:\\Program Files (x86)\\Adobe\\Reader 11.0\\Reader' },
} as const satisfies Record<string, KnownFile>;

export function sha256Of(file: KnownFile): string {
  return hexOf(file.name, 64);
}

export function identityOf(file: KnownFile): FileIdentity {
  return { sha256: sha256Of(file), sha1: hexOf(`sha1:${file.name}`, 40), md5: hexOf(`md5:${file.name}`, 32) };
}

export function parentOf(file: KnownFile, key: number, disposition = 'Clean'): FileParent {
  return {
    process_id: 400 + (hash32(key, 31) % 18_000),
    disposition,
    file_name: file.name,
    identity: identityOf(file),
  };
}

/** All spellings of one path that the vendor sends; `dialect` counts round. */
export function pathOf(file: KnownFile, account: string, dialect: number): string {
  const path = `${file.folder.replace('%USER%', account)}\\${file.name}`;
  const slashes = path.replaceAll('\\', '/');
  switch (dialect % 4) {
    case 0:
      return `\\\\?\\${path}`;
    case 1:
      return path;
    case 2:
      return `/${slashes}`;
    default:
      return `file:///${slashes.split('/').map(encodeURIComponent).join('/')}`;
  }
}
