import type { Json, JsonObject } from '../json.ts';
import type { Outside } from '../scenario/cast.ts';
import { hexOf, uuidOf } from '../scenario/identifiers.ts';
import { type Actors, type Device, numberOf } from './actors.ts';
import type { Analytic } from './analytics.ts';
import { locationOf } from './enrichments.ts';

const ORGANISATION = { name: 'Norrvik Freight', uid: uuidOf('entra-tenant:norrvik') };
const RISK_LEVELS = ['Info', 'Info', 'Low', 'Medium', 'High', 'Critical', 'Critical'];
const RISK_IDS = [0, 0, 1, 2, 3, 4, 4];

/** The user in full, as Entra describes an account. */
function userOf(who: Actors, severityId: number): { [key: string]: Json } {
  const groups = who.service ? ['Service accounts'] : ['All staff', ...(who.department ? [who.department] : [])];
  const user: { [key: string]: Json } = {
    name: who.account,
    full_name: who.fullName,
    email_addr: who.email,
    uid: uuidOf(`entra-user:${who.account}`),
    uid_alt: `CN=${who.fullName},OU=${who.department ?? 'Services'},DC=norrvik,DC=example`,
    type: who.service ? 'System' : 'User',
    type_id: who.service ? 3 : 1,
    domain: 'norrvik.example',
    groups: groups.map((name) => ({ name, uid: uuidOf(`entra-group:${name}`), type: 'Security' })),
    org: { ...ORGANISATION, ou_name: who.department ?? 'Services' },
    risk_level: RISK_LEVELS[severityId] ?? 'Info',
    risk_level_id: RISK_IDS[severityId] ?? 0,
    risk_score: Math.min(100, severityId * 18 + numberOf(who.account, 10)),
    account: { name: who.email, type: 'Azure AD Account', type_id: 6, uid: uuidOf(`entra-user:${who.account}`) },
  };
  if (who.department) user['ldap_person'] = { department: who.department, display_name: who.fullName };
  return user;
}

export interface EvidenceFacts {
  signInId: string;
  severityId: number;
  created: number;
}

export function evidenceOf(analytic: Analytic, who: Actors, facts: EvidenceFacts): { [key: string]: Json } {
  const { signInId, severityId, created } = facts;
  const user = userOf(who, severityId);
  const [code, message] = analytic.response;
  // A detection that was made offline knows the account and no activity of it.
  if (analytic.origin === 'none') return { user, data: { risk_event_type: analytic.eventCode } };
  const evidence: { [key: string]: Json } = {
    actor: {
      user,
      app_name: who.app,
      app_uid: uuidOf(`entra-app:${who.app}`),
      session: { uid: uuidOf(`session:${signInId}`), created_time: created, is_remote: true, is_mfa: code === 0 },
      idp: { name: 'Microsoft Entra ID', uid: ORGANISATION.uid },
      authorizations: [
        {
          decision: code === 0 || code === 200 ? 'allowed' : 'denied',
          policy: { name: 'Second factor outside the office', uid: uuidOf('policy:mfa-outside'), is_applied: true },
        },
      ],
    },
    api: {
      operation: analytic.operation,
      group: { name: analytic.feature === 'Risk detections' ? 'signIns' : 'directoryAudits' },
      request: { uid: signInId },
      response: { code, message },
      service: { name: 'Microsoft Entra ID', uid: 'graph.microsoft.example' },
      version: 'v1.0',
    },
    data: { sign_in_id: signInId, risk_event_type: analytic.eventCode, client_app: who.service ? 'API' : 'Browser' },
  };
  if (who.source) {
    evidence['src_endpoint'] = endpointOf(who.source, who.device);
    evidence['connection_info'] = {
      direction: 'Inbound',
      direction_id: 1,
      protocol_name: 'tcp',
      protocol_num: 6,
      protocol_ver: 'Internet Protocol version 4 (IPv4)',
      protocol_ver_id: 4,
    };
  }
  if (who.device) evidence['device'] = toDevice(who.device);
  return evidence;
}

export function resourcesOf(who: Actors): Json[] {
  const { target } = who;
  const owner = { name: who.account, email_addr: who.email, uid: uuidOf(`entra-user:${who.account}`) };
  if (!target) {
    const uid = uuidOf(`entra-app:${who.app}`);
    return [{ name: who.app, type: 'Application', uid, criticality: 'Medium', labels: ['sso'], owner }];
  }
  const uid = uuidOf(`entra-${target.type}:${target.name}`);
  const resource: { [key: string]: Json } = { name: target.name, type: target.type, uid, namespace: 'norrvik', owner };
  if (target.type !== 'User') {
    const privileges = target.type === 'Role' ? ['directory.write'] : [];
    resource['group'] = { name: target.name, type: target.type, uid, domain: 'norrvik.example', privileges };
  }
  return [resource];
}

function endpointOf(source: Outside, device: Device | undefined): JsonObject & Json {
  const endpoint: { [key: string]: Json } = {
    ip: source.ip,
    port: 1024 + numberOf(source.ip, 60_000),
    location: locationOf(source),
    autonomous_system: { name: source.organisation, number: 64_496 + numberOf(source.organisation, 16) },
  };
  if (source.name) endpoint['hostname'] = source.name;
  else if (device?.managed) endpoint['hostname'] = device.hostname;
  return endpoint;
}

function toDevice(device: Device): JsonObject & Json {
  const windows = device.os.startsWith('Windows');
  const result: { [key: string]: Json } = {
    hostname: device.hostname,
    ip: device.ip,
    uid: uuidOf(`entra-device:${device.hostname}`),
    mac: (hexOf(`mac:${device.hostname}`, 10).match(/../g) ?? []).reduce((text, pair) => `${text}:${pair}`, '02'),
    type: device.hostname.includes('-LT-') ? 'Laptop' : 'Server',
    type_id: device.hostname.includes('-LT-') ? 3 : 1,
    domain: 'norrvik.example',
    is_managed: device.managed,
    is_compliant: device.managed,
    is_trusted: device.managed,
    is_personal: !device.managed,
    os: {
      name: device.os,
      type: windows ? 'Windows' : device.os.startsWith('macOS') ? 'macOS' : 'Linux',
      type_id: windows ? 100 : device.os.startsWith('macOS') ? 300 : 200,
    },
  };
  if (device.owner) result['owner'] = { name: device.owner, type: 'User', type_id: 1 };
  return result;
}
