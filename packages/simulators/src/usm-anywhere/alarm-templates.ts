import { eventTemplateIndex } from './event-templates.ts';

/** The five intents that USM Anywhere sorts its rules into. */
export type RuleIntent =
  | 'System Compromise'
  | 'Exploitation & Installation'
  | 'Delivery & Attack'
  | 'Reconnaissance & Probing'
  | 'Environmental Awareness';

export interface AlarmTemplate {
  ruleId: string;
  method: string;
  strategy: string;
  intent: RuleIntent;
  /** The event that raised it; who, where and the application follow from there. */
  evidence: number;
  /** Share of the background noise; 0 for the stories' own. */
  weight: number;
  priority: readonly [min: number, max: number];
  attack?: readonly [id: string, technique: string, ...tactics: string[]];
  highlight: readonly string[];
}

const template = (
  ruleId: string,
  strategy: string,
  method: string,
  intent: RuleIntent,
  evidence: string,
  weight: number,
  priority: readonly [number, number],
  attack?: AlarmTemplate['attack'],
  highlight: readonly string[] = ['source_name', ' destination_name'],
): AlarmTemplate => ({
  ruleId,
  strategy,
  method,
  intent,
  evidence: eventTemplateIndex(evidence),
  weight,
  priority,
  highlight,
  ...(attack ? { attack } : {}),
});

const AWARE = 'Environmental Awareness';
const PROBE = 'Reconnaissance & Probing';
const DELIVER = 'Delivery & Attack';
const EXPLOIT = 'Exploitation & Installation';
const COMPROMISE = 'System Compromise';

// biome-ignore format: one rule, one line
const list: AlarmTemplate[] = [
  template('AWSEC2SecurityGroupMod', 'Network Access Control Modification', 'AWS EC2 Security Group Modified', AWARE, 'aws-sg', 6, [20, 45], ['T1562.007', 'Disable or Modify Cloud Firewall', 'Defense Evasion'], ['source_username', ' security_group_id']),
  template('AWSConsoleNoMFA', 'Suspicious Cloud Login', 'AWS Console Login Without MFA', AWARE, 'aws-console', 5, [20, 40], ['T1078.004', 'Cloud Accounts', 'Initial Access']),
  template('GuardDutyPortProbe', 'Amazon GuardDuty', 'Port Probe on Unprotected Port', PROBE, 'gd-portprobe', 8, [20, 40], ['T1046', 'Network Service Discovery', 'Discovery']),
  template('GuardDutyCredExfil', 'Amazon GuardDuty', 'Instance Credentials Used Elsewhere', COMPROMISE, 'gd-creds', 0.15, [78, 95], ['T1552.005', 'Cloud Instance Metadata API', 'Credential Access']),
  template('O365BruteForce', 'Brute Force Authentication', 'Office 365 Multiple Failed Logins', DELIVER, 'm365-login-failed', 9, [30, 55], ['T1110', 'Brute Force', 'Credential Access'], ['source_username', ' source_country']),
  template('O365LoginNewCountry', 'Anomalous User Behavior', 'Office 365 Login from New Country', AWARE, 'm365-login', 7, [25, 55], ['T1078.004', 'Cloud Accounts', 'Initial Access'], ['source_username', ' source_country']),
  template('O365InboxRule', 'Suspicious Mailbox Activity', 'Office 365 Inbox Rule Created', AWARE, 'm365-rule', 3, [25, 50], ['T1564.008', 'Email Hiding Rules', 'Defense Evasion']),
  template('O365MailMalware', 'Malware Infection', 'Malware Detected in Mail Attachment', DELIVER, 'm365-malware', 4, [40, 62], ['T1566.001', 'Spearphishing Attachment', 'Initial Access']),
  template('O365MassDownload', 'Anomalous User Behavior', 'Office 365 Mass File Download', AWARE, 'm365-file', 2, [30, 60], ['T1213.002', 'Sharepoint', 'Collection']),
  template('WinBruteForce', 'Brute Force Authentication', 'Windows Multiple Failed Logons', DELIVER, 'win-logon-failed', 9, [20, 50], ['T1110.001', 'Password Guessing', 'Credential Access']),
  template('WinAccountLockout', 'Account Manipulation', 'Windows Account Lockout', AWARE, 'win-account-locked', 6, [10, 30], undefined, ['source_username']),
  template('WinPrivGroup', 'Account Manipulation', 'User Added to Privileged Windows Group', AWARE, 'win-group', 3, [30, 60], ['T1098', 'Account Manipulation', 'Persistence', 'Privilege Escalation']),
  template('WinLogCleared', 'Defense Evasion', 'Windows Audit Log Cleared', COMPROMISE, 'win-log-cleared', 0.3, [68, 88], ['T1070.001', 'Clear Windows Event Logs', 'Defense Evasion']),
  template('PowerShellRecon', 'Suspicious Process', 'PowerShell Directory Enumeration', PROBE, 'win-powershell', 4, [30, 58], ['T1087.002', 'Domain Account', 'Discovery']),
  template('SuspiciousProcess', 'Suspicious Process', 'Office Application Started a Child Process', EXPLOIT, 'win-process', 2.2, [45, 66], ['T1204.002', 'Malicious File', 'Execution']),
  template('SSHBruteForce', 'Brute Force Authentication', 'SSH Login Brute Force', DELIVER, 'ssh-failed', 8, [20, 48], ['T1110.001', 'Password Guessing', 'Credential Access']),
  template('LinuxSudoRare', 'Anomalous User Behavior', 'Rare Sudo Command', AWARE, 'sudo', 4, [10, 33], ['T1548.003', 'Sudo and Sudo Caching', 'Privilege Escalation']),
  template('FWDenyBurst', 'Network Anomaly', 'Firewall Deny Burst from One Source', PROBE, 'fw-deny', 10, [10, 33], ['T1595.001', 'Scanning IP Blocks', 'Reconnaissance']),
  template('VPNFailed', 'Brute Force Authentication', 'VPN Multiple Failed Logins', DELIVER, 'vpn-failed', 5, [25, 52], ['T1133', 'External Remote Services', 'Initial Access']),
  template('VPNImpossibleTravel', 'Anomalous User Behavior', 'VPN Login from Two Countries', AWARE, 'vpn-up', 2, [40, 64], ['T1078', 'Valid Accounts', 'Initial Access'], ['source_username', ' source_country']),
  template('DNSNewDomain', 'Suspicious DNS', 'Query for Newly Registered Domain', AWARE, 'dns-newname', 8, [10, 33], ['T1583.001', 'Domains', 'Resource Development']),
  template('NIDSWebAttack', 'Web Server Attack', 'Path Traversal Attempt', DELIVER, 'ids-exploit', 6, [30, 60], ['T1190', 'Exploit Public-Facing Application', 'Initial Access']),
  template('NIDSScan', 'Vulnerability Scanning', 'Nmap Scan from Outside', PROBE, 'ids-scan', 8, [10, 40], ['T1595.002', 'Vulnerability Scanning', 'Reconnaissance']),
  template('ProxyBlockedMalware', 'Malicious Website', 'Repeated Requests to Blocked Category', DELIVER, 'proxy-block', 5, [20, 45], ['T1204.001', 'Malicious Link', 'Execution']),
  template('NIDSBeacon', 'C&C Communication', 'Beaconing to a Rare Domain', COMPROMISE, 'ids-beacon', 0.25, [70, 96], ['T1071.001', 'Web Protocols', 'Command and Control'], ['destination_name', ' source_username']),
  template('ExploitInstall', 'Client-Side Exploit', 'Exploit Kit Landing Page Followed by Download', EXPLOIT, 'proxy-block', 0.3, [66, 92], ['T1189', 'Drive-by Compromise', 'Initial Access']),
  template('O365RuleHidesMail', 'Suspicious Mailbox Activity', 'Office 365 Inbox Rule Hides Messages', COMPROMISE, 'm365-rule', 0, [76, 76], ['T1564.008', 'Email Hiding Rules', 'Defense Evasion'], ['source_username', ' source_name']),
  template('AWSSecurityGroupOpened', 'Network Access Control Modification', 'AWS EC2 Security Group Opened to the World', EXPLOIT, 'aws-sg', 0, [72, 72], ['T1562.007', 'Disable or Modify Cloud Firewall', 'Defense Evasion'], ['source_username', ' security_group_id']),
  template('AWSIAMUserCreated', 'Account Manipulation', 'AWS IAM User Created from Unusual Address', COMPROMISE, 'aws-create-user', 0, [78, 78], ['T1136.003', 'Cloud Account', 'Persistence'], ['source_username', ' destination_userid']),
  template('InternalPortScan', 'Port Scanning', 'Internal Network Port Scan', PROBE, 'ids-internal-scan', 0, [70, 70], ['T1046', 'Network Service Discovery', 'Discovery']),
  template('UploadToFileSharing', 'Data Exfiltration', 'Large Upload to File Sharing Site', COMPROMISE, 'fw-upload', 0, [58, 58], ['T1567.002', 'Exfiltration to Cloud Storage', 'Exfiltration'], ['destination_name', ' source_username']),
];

export const alarmTemplates: readonly AlarmTemplate[] = list;

export function alarmTemplateIndex(ruleId: string): number {
  const index = list.findIndex((candidate) => candidate.ruleId === ruleId);
  if (index < 0) throw new Error(`no alarm template ${ruleId}`);
  return index;
}

export function priorityLabelOf(priority: number): 'low' | 'medium' | 'high' | 'critical' {
  if (priority <= 33) return 'low';
  if (priority <= 66) return 'medium';
  return priority <= 90 ? 'high' : 'critical';
}
