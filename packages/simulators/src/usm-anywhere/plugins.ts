/** The sensors' plugins that this company runs. */
export interface Plugin {
  /** What the `plugin` filter takes; responses carry `display`. */
  id: string;
  display: string;
  family: string;
  device: string;
  deviceType: string;
  version: string;
  sensor: 'hq' | 'aws' | 'azure' | 'narvik';
  account: string;
}

export const plugins = {
  windows: plugin(
    'windows_security',
    'Windows Security Log',
    'Microsoft',
    'Windows',
    'Operating System',
    'hq',
    'norrvik-hq',
  ),
  sysmon: plugin('sysmon', 'Microsoft Sysmon', 'Microsoft', 'Sysmon', 'Endpoint Monitor', 'hq', 'norrvik-hq'),
  cloudtrail: plugin(
    'aws_cloudtrail',
    'Amazon AWS CloudTrail',
    'Amazon',
    'CloudTrail',
    'Cloud Infrastructure',
    'aws',
    'norrvik-aws',
  ),
  s3: plugin('aws_s3', 'Amazon S3 Access', 'Amazon', 'S3', 'Cloud Storage', 'aws', 'norrvik-aws'),
  guardduty: plugin(
    'aws_guardduty',
    'Amazon GuardDuty',
    'Amazon',
    'GuardDuty',
    'Cloud Threat Detection',
    'aws',
    'norrvik-aws',
  ),
  o365: plugin(
    'office365_audit',
    'Microsoft Office 365 Audit',
    'Microsoft',
    'Office 365',
    'Cloud Application',
    'azure',
    'norrvik-m365',
  ),
  azuread: plugin(
    'azure_ad',
    'Microsoft Entra ID Sign-in',
    'Microsoft',
    'Entra ID',
    'Identity Provider',
    'azure',
    'norrvik-m365',
  ),
  fortigate: plugin(
    'fortinet_fortigate',
    'Fortinet FortiGate',
    'Fortinet',
    'FortiGate',
    'Firewall',
    'hq',
    'norrvik-hq',
  ),
  vpn: plugin('fortinet_vpn', 'Fortinet FortiGate VPN', 'Fortinet', 'FortiGate', 'VPN', 'narvik', 'norrvik-narvik'),
  dns: plugin('bind_dns', 'ISC BIND', 'ISC', 'BIND', 'DNS Server', 'hq', 'norrvik-hq'),
  linux: plugin('linux_auth', 'Linux SSH', 'Linux', 'OpenSSH', 'Operating System', 'narvik', 'norrvik-narvik'),
  auditd: plugin('linux_auditd', 'Linux Auditd', 'Linux', 'Auditd', 'Operating System', 'hq', 'norrvik-hq'),
  ids: plugin('suricata', 'AlienVault NIDS', 'AT&T', 'NIDS', 'Intrusion Detection', 'hq', 'norrvik-hq'),
  proxy: plugin('squid_proxy', 'Squid Proxy', 'Squid', 'Squid', 'Web Proxy', 'hq', 'norrvik-hq'),
} as const satisfies Record<string, Plugin>;

/** The id that the `plugin` filter would take for a display name; other text stands for itself. */
export function pluginIdOf(display: string): string {
  return Object.values(plugins).find((candidate) => candidate.display === display)?.id ?? display;
}

function plugin(
  id: string,
  display: string,
  family: string,
  device: string,
  deviceType: string,
  sensor: Plugin['sensor'],
  account: string,
): Plugin {
  return { id, display, family, device, deviceType, version: '0.24', sensor, account };
}
