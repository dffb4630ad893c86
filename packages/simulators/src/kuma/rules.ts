import { uuidOf } from '../scenario/identifiers.ts';
import type { PriorityWord } from './alert-words.ts';

/** A product whose events KUMA normalises. */
interface Product {
  vendor: string;
  product: string;
}

/** A correlation rule; its name is the alert's name, whoever is concerned. */
export interface Rule {
  id: string;
  name: string;
  priority: PriorityWord;
  /** Share of the background noise; 0 for the stories' own. */
  weight: number;
  /** Where it happens, and the other end. */
  on: 'laptop' | 'windows' | 'linux' | 'web' | 'perimeter';
  peer: 'outside' | 'dc' | 'server' | 'none';
  /** Whether accounts are affected, and which kind. */
  account: 'person' | 'service' | 'none';
  product: Product;
  eventName: string;
  eventClass: string;
  message: string;
  technique?: string;
}

const WINDOWS: Product = { vendor: 'Microsoft', product: 'Windows' };
const M365: Product = { vendor: 'Microsoft', product: 'Microsoft 365' };
const LINUX: Product = { vendor: 'Unix', product: 'auditd' };
const KES: Product = { vendor: 'Kaspersky', product: 'Endpoint Security' };
const DLP: Product = { vendor: 'Kaspersky', product: 'KATA' };
const FORTI: Product = { vendor: 'Fortinet', product: 'FortiGate' };
const NGINX: Product = { vendor: 'nginx', product: 'nginx' };
const IDS: Product = { vendor: 'OISF', product: 'Suricata' };

const rule = (
  name: string,
  priority: PriorityWord,
  weight: number,
  on: Rule['on'],
  peer: Rule['peer'],
  account: Rule['account'],
  product: Product,
  event: readonly [name: string, eventClass: string, message: string],
  technique?: string,
): Rule => {
  const [eventName, eventClass, message] = event;
  const id = uuidOf(`kuma-rule:${name}`);
  const common = { id, name, priority, weight, on, peer, account, product, eventName, eventClass, message };
  return technique === undefined ? common : { ...common, technique };
};

// biome-ignore format: one rule, one line
const list: Rule[] = [
  rule('Several failed logons of one account', 'low', 12, 'laptop', 'dc', 'person', WINDOWS, ['An account failed to log on', '4625', 'Bad password'], 'T1110.001'),
  rule('Account locked out', 'low', 9, 'laptop', 'dc', 'person', WINDOWS, ['A user account was locked out', '4740', 'Threshold reached'], 'T1110'),
  rule('Подбор пароля к учётной записи', 'medium', 6, 'windows', 'dc', 'person', WINDOWS, ['An account failed to log on', '4625', 'Много неудачных попыток входа'], 'T1110.001'),
  rule('User added to a privileged group', 'medium', 3, 'windows', 'dc', 'person', WINDOWS, ['A member was added to a security-enabled global group', '4728', 'Group Backup Operators'], 'T1098'),
  rule('Audit log cleared', 'high', 0.3, 'windows', 'none', 'person', WINDOWS, ['The audit log was cleared', '1102', 'Security log cleared'], 'T1070.001'),
  rule('Подозрительный запуск PowerShell', 'medium', 5, 'laptop', 'none', 'person', WINDOWS, ['A new process has been created', '4688', 'powershell.exe -EncodedCommand'], 'T1059.001'),
  rule('Scheduled task created by a user', 'low', 6, 'laptop', 'none', 'person', WINDOWS, ['A scheduled task was created', '4698', 'Task in the user context'], 'T1053.005'),
  rule('Service installed on a server', 'medium', 3, 'windows', 'none', 'service', WINDOWS, ['A service was installed in the system', '4697', 'Service with a path in ProgramData'], 'T1543.003'),
  rule('Logon outside working hours', 'low', 8, 'windows', 'server', 'service', WINDOWS, ['An account was successfully logged on', '4624', 'Logon type 3'], 'T1078'),
  rule('Service account used interactively', 'high', 0.5, 'windows', 'dc', 'service', WINDOWS, ['An account was successfully logged on', '4624', 'Logon type 10'], 'T1078.002'),
  rule('Вредоносный объект удалён', 'low', 7, 'laptop', 'none', 'person', KES, ['Object deleted', 'GNRL_EV_OBJECT_DELETED', 'Объект удалён при загрузке'], 'T1204.002'),
  rule('Malicious object not disinfected', 'high', 0.4, 'laptop', 'none', 'person', KES, ['Object not disinfected', 'GNRL_EV_OBJECT_NOTCURED', 'Disinfection impossible'], 'T1204.002'),
  rule('Подключён неизвестный съёмный носитель', 'low', 7, 'laptop', 'none', 'person', KES, ['Device connected', 'GNRL_EV_DEVICE_CONNECTED', 'USB-накопитель'], 'T1091'),
  rule('Protection component switched off', 'medium', 3, 'laptop', 'none', 'person', KES, ['Task stopped', 'KLPRCI_TaskState', 'Web Threat Protection stopped'], 'T1562.001'),
  rule('SSH brute force', 'low', 10, 'linux', 'outside', 'service', LINUX, ['USER_AUTH', 'USER_AUTH', 'res=failed'], 'T1110.001'),
  rule('Rare sudo command', 'low', 5, 'linux', 'none', 'service', LINUX, ['USER_CMD', 'USER_CMD', 'cmd=/usr/bin/tcpdump'], 'T1548.003'),
  rule('Change of /etc/passwd', 'medium', 2, 'linux', 'none', 'service', LINUX, ['PATH', 'PATH', 'name=/etc/passwd nametype=NORMAL'], 'T1098'),
  rule('Path traversal attempt', 'medium', 6, 'web', 'outside', 'none', NGINX, ['access', '400', 'GET /..%2f..%2fetc/passwd'], 'T1190'),
  rule('Сканирование веб-сервера', 'low', 8, 'web', 'outside', 'none', NGINX, ['access', '404', 'Много ответов 404 одному адресу'], 'T1595.002'),
  rule('Repeated denied connections', 'low', 10, 'perimeter', 'outside', 'none', FORTI, ['traffic:forward deny', '13', 'policy 0'], 'T1595.001'),
  rule('VPN sign-in from a new country', 'medium', 4, 'perimeter', 'outside', 'person', FORTI, ['event:vpn tunnel-up', '39424', 'ssl-web'], 'T1133'),
  rule('Query for a newly registered domain', 'low', 7, 'laptop', 'outside', 'person', IDS, ['dns query', 'dns', 'First seen today'], 'T1583.001'),
  rule('Обращение к адресу из фидов', 'medium', 4, 'laptop', 'outside', 'person', IDS, ['alert', '2024897', 'Адрес есть в Kaspersky CyberTrace'], 'T1071'),
  rule('Mass file read on a share', 'medium', 2, 'laptop', 'server', 'person', WINDOWS, ['A network share object was checked', '5145', 'ReadData over 500 files'], 'T1039'),
  rule('Ransomware-like renaming', 'critical', 0.12, 'windows', 'none', 'person', KES, ['Self-defense', 'GNRL_EV_ATTACK_DETECTED', 'Many files renamed'], 'T1486'),
  rule('Kerberoasting (T1558.003)', 'high', 0, 'windows', 'dc', 'service', WINDOWS, ['A Kerberos service ticket was requested', '4769', 'Ticket encryption 0x17'], 'T1558.003'),
  rule('Admin share used from a workstation (T1021.002)', 'medium', 0, 'windows', 'server', 'service', WINDOWS, ['A network share object was accessed', '5140', '\\\\*\\ADMIN$'], 'T1021.002'),
  rule('Mass download from SharePoint (T1213.002)', 'high', 0, 'laptop', 'outside', 'person', M365, ['FileDownloaded', 'FileDownloaded', 'SharePointFileOperation'], 'T1213.002'),
  rule('Web shell on a web server (T1505.003)', 'medium', 0, 'web', 'outside', 'none', KES, ['Suspicious file written', 'GNRL_EV_SUSPICIOUS_OBJECT_FOUND', 'C:\\inetpub\\wwwroot\\upd.aspx'], 'T1505.003'),
  rule('Internal port scan (T1046)', 'medium', 0, 'linux', 'server', 'none', IDS, ['alert', '2010935', 'SYN to many ports'], 'T1046'),
  rule('Массовое копирование файлов', 'high', 0, 'laptop', 'server', 'person', DLP, ['Копирование файлов', 'file_copy', 'Более 2 000 файлов за 10 минут'], 'T1039'),
];

export const rules: readonly Rule[] = list;

export function ruleIndex(name: string): number {
  const index = list.findIndex((candidate) => candidate.name === name);
  if (index < 0) throw new Error(`KUMA has no rule ${name}`);
  return index;
}

export function ruleAt(index: number): Rule {
  const found = list[index];
  if (!found) throw new Error(`KUMA has no rule number ${index}`);
  return found;
}
