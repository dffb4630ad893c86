import type { Json, JsonObject } from '../json.ts';
import { laptopOf, outside } from '../scenario/cast.ts';
import { uuidOf } from '../scenario/identifiers.ts';
import type { StoryStep } from '../scenario/stories.ts';
import { type Actors, deviceOf, officeEgress, personActors, serviceActors } from './actors.ts';
import { analyticIndex, analytics } from './analytics.ts';
import { CREATE, severityIds } from './enums.ts';
import { buildFinding } from './finding-records.ts';
import { asFields, type InsertedFinding } from './inserted-records.ts';

const MINUTE_MS = 60_000;
const { LOW = 2, HIGH = 4 } = severityIds;

/** What a story's step looks like to the identity provider. */
export function toStoryFinding(step: StoryStep, startMs: number): InsertedFinding {
  const make = makers[`${step.story}/${step.step}`];
  if (!make) throw new Error(`Leen has no rendering of ${step.story}/${step.step}`);
  const at = Math.round(startMs + step.at * MINUTE_MS);
  return make(at, Math.round(startMs + (step.arrives ?? step.at) * MINUTE_MS));
}

const makers: Readonly<Record<string, (at: number, arrives: number) => InsertedFinding>> = {
  'invoice-to-ransomware/new-device': (at, arrives) => {
    const laptop = laptopOf('maja.lindqvist');
    const who: Actors = {
      ...serviceActors('svc-backup', 'Norrvik File Services'),
      // Inside, by the domain's pass-through agent: the laptop's own address is known.
      source: { ip: laptop.ip, country: 'SE', organisation: officeEgress.organisation, name: laptop.name },
      device: deviceOf(laptop),
    };
    return finding(
      'newDevice',
      who,
      { at, arrives, severityId: HIGH },
      {
        message: 'svc-backup signed in on NVK-LT-0417, where it was never seen; it belongs to maja.lindqvist.',
        finding_info: {
          title: 'Service account svc-backup on a new device',
          desc: 'In 412 days svc-backup signed in from NVK-BKP-01 alone; this sign-in came from a laptop.',
        },
      },
      { usual_devices: ['NVK-BKP-01'], device_owner: 'maja.lindqvist', first_seen_on_device: true },
    );
  },
  'borrowed-sign-in/anomalous-token': (at, arrives) => {
    const who: Actors = {
      ...personActors('daniel.okafor', 'Office 365 Exchange Online'),
      source: outside.borrowedSignIn,
      device: { hostname: 'DESKTOP-7F2Q1K', ip: outside.borrowedSignIn.ip, os: 'Windows 10 22H2', managed: false },
    };
    return finding(
      'anomalousToken',
      who,
      { at, arrives, severityId: HIGH },
      {
        message: 'A session token of daniel.okafor was used from 198.51.100.23 (RO) minutes after its use in Göteborg.',
        finding_info: {
          title: 'Anomalous token of daniel.okafor',
          desc: 'A token issued to NVK-LT-0431 was used from another country, device and browser. Found offline.',
        },
      },
      { token_issued_to: 'NVK-LT-0431', issued_from: officeEgress.ip, detection_timing: 'offline' },
    );
  },
  'loose-cloud-key/admin-role-granted': (at, arrives) => {
    const who: Actors = {
      ...serviceActors('deploy-ci', 'Microsoft Graph'),
      source: outside.cloudKey,
      target: { type: 'Role', name: 'Privileged Role Administrator' },
    };
    return finding(
      'Add member to role',
      who,
      { at, arrives, severityId: HIGH },
      {
        message: 'deploy-ci was granted Privileged Role Administrator from 203.0.113.77.',
        finding_info: {
          title: 'Admin role granted to deploy-ci',
          desc: 'A service principal gave itself a privileged role outside of any change window.',
        },
      },
      { role: 'Privileged Role Administrator', granted_to: 'deploy-ci', granted_by: 'deploy-ci' },
    );
  },
  'leaving-on-friday/left-group': (at, arrives) => {
    const who: Actors = {
      ...personActors('petr.novák', 'Azure Portal'),
      source: officeEgress,
      device: deviceOf(laptopOf('petr.novák')),
      target: { type: 'Group', name: 'Dispatch' },
    };
    return finding(
      'Remove member from group',
      who,
      { at, arrives, severityId: LOW },
      {
        message: 'petr.novák left the group Dispatch.',
        finding_info: { title: 'petr.novák left group Dispatch', desc: 'The account left its department’s group.' },
      },
      { group: 'Dispatch', members_left: 11 },
    );
  },
};

function finding(
  eventCode: string,
  who: Actors,
  when: { at: number; arrives: number; severityId: number },
  fields: { message: string; finding_info: JsonObject },
  data: { [key: string]: Json },
): InsertedFinding {
  const analytic = analytics[analyticIndex(eventCode)];
  if (!analytic) throw new Error(`no analytic ${eventCode}`);
  const uid = uuidOf(`leen-story:${eventCode}:${who.account}`);
  const record = buildFinding(analytic, who, {
    findingUid: uid,
    itemUid: uuidOf(`leen-story-item:${eventCode}:${who.account}`),
    activity: CREATE,
    severityId: when.severityId,
    time: when.at,
    created: when.at,
    synced: when.arrives,
    sequence: 0,
  });
  const evidences = Array.isArray(record['evidences']) ? record['evidences'] : [];
  return {
    ...record,
    message: fields.message,
    finding_info: { ...asFields(record['finding_info']), ...fields.finding_info } as Json,
    evidences: [...evidences, { data }],
    _synced: when.arrives,
  };
}
