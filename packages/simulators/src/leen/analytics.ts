/** Where the sign-in or change came from: an address outside, our own office, or nowhere (found offline). */
export type Origin = 'outside' | 'office' | 'none';

/** One detection of the identity provider, from which findings are made. */
export interface Analytic {
  key: string;
  title: string;
  desc: string;
  /** Entra's own name of it: `riskEventType`, or the audit log's activity. */
  eventCode: string;
  feature: 'Risk detections' | 'Audit logs';
  types: readonly string[];
  /** MITRE ATT&CK: technique id and name, tactic id and name. */
  attack: readonly [string, string, string, string];
  operation: string;
  response: readonly [code: number, message: string];
  origin: Origin;
  /** Severity ids to draw from; repeats are weights. */
  severities: readonly number[];
  weight: number;
  /** What was changed, where it was not an application that was signed in to. */
  target?: { type: 'Group' | 'Role' | 'User'; names: readonly string[] };
}

const ACCESS = ['TA0001', 'Initial Access'] as const;
const CREDENTIALS = ['TA0006', 'Credential Access'] as const;
const PERSISTENCE = ['TA0003', 'Persistence'] as const;
const EVASION = ['TA0005', 'Defense Evasion'] as const;
const CLOUD_ACCOUNTS = ['T1078.004', 'Cloud Accounts', ...ACCESS] as const;
const SIGNED_IN = [0, 'Success'] as const;
const WRONG_PASSWORD = [50126, 'Invalid username or password.'] as const;

export const analytics: readonly Analytic[] = [
  risk('unfamiliarFeatures', 'Unfamiliar sign-in properties', 'The sign-in differs from this user’s past ones.', {
    attack: CLOUD_ACCOUNTS,
    severities: [2, 2, 2, 3],
    weight: 22,
  }),
  risk('unlikelyTravel', 'Atypical travel', 'Two sign-ins from places too far apart for the time between them.', {
    attack: CLOUD_ACCOUNTS,
    severities: [2, 3, 3],
    weight: 12,
  }),
  risk('anonymizedIPAddress', 'Anonymous IP address', 'The sign-in came through an anonymising proxy.', {
    attack: ['T1090.003', 'Multi-hop Proxy', 'TA0011', 'Command and Control'],
    severities: [3, 3, 4],
    weight: 6,
  }),
  risk('newCountry', 'New country', 'First sign-in of this user from this country.', {
    attack: CLOUD_ACCOUNTS,
    severities: [1, 2, 2],
    weight: 10,
  }),
  risk('passwordSpray', 'Password spray', 'One address tried few passwords on many accounts.', {
    attack: ['T1110.003', 'Password Spraying', ...CREDENTIALS],
    response: WRONG_PASSWORD,
    severities: [2, 3, 3, 4],
    weight: 9,
  }),
  risk('maliciousIPAddress', 'Malicious IP address', 'The address fails to sign in to many accounts.', {
    attack: ['T1110', 'Brute Force', ...CREDENTIALS],
    response: WRONG_PASSWORD,
    severities: [3, 3, 4],
    weight: 5,
  }),
  risk('leakedCredentials', 'Leaked credentials', 'This user’s password was found in a public list.', {
    attack: ['T1589.001', 'Credentials', 'TA0043', 'Reconnaissance'],
    operation: 'Credential comparison',
    origin: 'none',
    severities: [4, 4, 5],
    weight: 2,
  }),
  risk('anomalousToken', 'Anomalous token', 'A session token was used in an unusual way or place.', {
    attack: ['T1550.004', 'Web Session Cookie', ...EVASION],
    severities: [3, 4],
    weight: 2,
  }),
  risk('userReportedSuspiciousActivity', 'User denied a sign-in prompt', 'The user marked a prompt as not theirs.', {
    attack: ['T1621', 'Multi-Factor Authentication Request Generation', ...CREDENTIALS],
    response: [500121, 'Authentication failed during strong authentication request.'],
    severities: [2, 3],
    weight: 5,
  }),
  risk('investigationsThreatIntelligence', 'Entra threat intelligence', 'The pattern matches a known attack.', {
    attack: CLOUD_ACCOUNTS,
    severities: [4, 5, 6],
    weight: 1,
  }),
  risk('newDevice', 'Sign-in from a new device', 'This account was never seen on this device.', {
    attack: ['T1078', 'Valid Accounts', ...ACCESS],
    origin: 'office',
    severities: [1, 1, 2],
    weight: 14,
  }),
  audit('Add member to role', 'Privileged role granted', 'An account got an administrative role.', {
    attack: ['T1098.003', 'Additional Cloud Roles', ...PERSISTENCE],
    severities: [2, 3],
    weight: 3,
    target: { type: 'Role', names: ['Helpdesk Administrator', 'Reports Reader', 'License Administrator'] },
  }),
  audit('Remove member from group', 'Account left a group', 'An account was removed from a group.', {
    attack: ['T1531', 'Account Access Removal', 'TA0040', 'Impact'],
    severities: [1, 1, 2],
    weight: 7,
    target: { type: 'Group', names: ['Customs', 'Warehouse', 'Fleet', 'VPN users', 'Sales'] },
  }),
  audit('Consent to application', 'Consent to an unverified application', 'A user let an application read data.', {
    attack: ['T1528', 'Steal Application Access Token', ...CREDENTIALS],
    severities: [2, 3],
    weight: 4,
  }),
  audit('Register security info', 'Sign-in method added', 'A second factor was registered.', {
    attack: ['T1098.005', 'Device Registration', ...PERSISTENCE],
    severities: [1, 2],
    weight: 6,
    target: { type: 'User', names: ['Microsoft Authenticator', 'FIDO2 key', 'Phone'] },
  }),
];

export function analyticIndex(eventCode: string): number {
  const index = analytics.findIndex((analytic) => analytic.eventCode === eventCode);
  if (index < 0) throw new Error(`no analytic ${eventCode}`);
  return index;
}

type Rest = Partial<Analytic> & Pick<Analytic, 'attack' | 'severities' | 'weight'>;

function risk(eventCode: string, title: string, desc: string, rest: Rest): Analytic {
  const defaults = { operation: 'Sign-in', response: SIGNED_IN, origin: 'outside' } as const;
  const types = ['Identity risk', 'Sign-in risk'];
  return { key: eventCode, eventCode, title, desc, feature: 'Risk detections', types, ...defaults, ...rest };
}

function audit(eventCode: string, title: string, desc: string, rest: Rest): Analytic {
  const defaults = { operation: eventCode, response: [200, 'OK'], origin: 'office' } as const;
  const types = ['Directory change'];
  return { key: eventCode, eventCode, title, desc, feature: 'Audit logs', types, ...defaults, ...rest };
}
