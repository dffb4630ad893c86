import type { JsonObject } from '../json.ts';
import { hashes, laptopOf, laptops, outside, personByAccount, serverList, servers } from '../scenario/cast.ts';
import { textKey } from '../scenario/identifiers.ts';
import { hash32, pick } from '../scenario/prng.ts';
import type { StoryStep } from '../scenario/stories.ts';
import { type Actors, cloudEnd, hostEnd, outsideEnd, toActors } from './actors.ts';
import { alarmTemplateIndex, alarmTemplates } from './alarm-templates.ts';
import type { EventTemplate } from './event-template.ts';
import { eventTemplateIndex, eventTemplates } from './event-templates.ts';
import { buildAlarm, buildEvent, labelIds } from './records.ts';
import type { InsertedRecord } from './store.ts';

/** What a story's step looks like in USM Anywhere: one alarm with its events, or events alone. */
export interface StoryRecords {
  alarms: InsertedRecord[];
  events: InsertedRecord[];
}

const MINUTE_MS = 60_000;

export function toStoryRecords(step: StoryStep, startMs: number): StoryRecords {
  const at = Math.round(startMs + step.at * MINUTE_MS);
  if (step.story === 'own-scanner') return { alarms: [probe(step, at)], events: [] };
  const make = makers[`${step.story}/${step.step}`];
  if (!make) throw new Error(`USM Anywhere has no rendering of ${step.story}/${step.step}`);
  return make(at);
}

const makers: Readonly<Record<string, (at: number) => StoryRecords>> = {
  'invoice-to-ransomware/beacon': (at) => {
    const who = toActors(
      hostEnd(laptopOf('maja.lindqvist')),
      outsideEnd(outside.beacon),
      50_417,
      443,
      'maja.lindqvist',
    );
    const log = (index: number) =>
      json({
        event_type: 'tls',
        src_ip: who.sourceIp,
        dest_ip: who.destinationIp,
        tls: { sni: 'cdn-sync.example', version: 'TLS 1.3', ja4: 't13d1516h2_8daaf6152771_02713d6af862' },
        flow: { interval_s: 30, jitter_s: 1, hit: index + 134 },
      });
    return alarmOf('NIDSBeacon', who, at, {
      priority: 84,
      kept: 10,
      count: 143,
      gapMs: 30_000,
      fields: {
        request_user_agent: 'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko',
        event_description: 'TLS every 30 s to cdn-sync.example, a name no other machine here asked for.',
        highlight_fields: ['destination_name', ' source_username', ' source_name'],
        file_hash: hashes.beaconDll,
        file_name: 'cdnsync.dll',
        source_process: 'C:\\Windows\\System32\\rundll32.exe',
      },
      eventFields: (index) => ({ log: log(index), file_hash: hashes.beaconDll, bytes_out: String(412 + (index % 3)) }),
      labels: [3],
    });
  },
  'borrowed-sign-in/mailbox-rule': (at) => {
    const daniel = personByAccount('daniel.okafor');
    const who = toActors(
      outsideEnd(outside.borrowedSignIn),
      cloudEnd('outlook.office365.example'),
      51_222,
      443,
      daniel.account,
    );
    const operation = (Operation: string, extra: object) =>
      json({
        Workload: 'Exchange',
        Operation,
        UserId: daniel.upn,
        ClientIP: who.sourceIp,
        ResultStatus: 'Succeeded',
        ...extra,
      });
    const rule = [
      { Name: 'Name', Value: '.' },
      { Name: 'SubjectOrBodyContainsWords', Value: 'invoice;faktura;payment' },
      { Name: 'MoveToFolder', Value: 'RSS Feeds' },
      { Name: 'MarkAsRead', Value: 'True' },
    ];
    const steps: JsonObject[] = [
      {
        event_name: 'UserLoggedIn',
        event_action: 'Logon',
        event_description: 'A user signed in.',
        log: operation('UserLoggedIn', { Workload: 'AzureActiveDirectory' }),
      },
      {
        event_name: 'MailItemsAccessed',
        event_action: 'Read',
        event_description: '37 messages were read.',
        log: operation('MailItemsAccessed', { OperationCount: 37 }),
      },
      { log: operation('New-InboxRule', { Parameters: rule }) },
    ];
    return alarmOf('O365RuleHidesMail', who, at, {
      kept: 3,
      count: 3,
      gapMs: 95_000,
      fields: {
        source_user_email: daniel.upn,
        event_description: 'An inbox rule moves messages with "invoice" to RSS Feeds and marks them read.',
        log: operation('New-InboxRule', { Parameters: rule }),
      },
      eventFields: (index) => ({ ...steps[index], source_user_email: daniel.upn }),
      labels: [0],
    });
  },
  'loose-cloud-key/security-group-opened': (at) => {
    const who = toActors(outsideEnd(outside.cloudKey), cloudEnd('ec2.amazonaws.com'), 40_112, 443, 'deploy-ci');
    const log = trail('ec2.amazonaws.com', 'AuthorizeSecurityGroupIngress', who, {
      groupId: 'sg-0c21ab7f',
      ipPermissions: {
        items: [{ ipProtocol: 'tcp', fromPort: 0, toPort: 65535, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
      },
    });
    return alarmOf('AWSSecurityGroupOpened', who, at, {
      kept: 2,
      count: 2,
      gapMs: 4000,
      fields: {
        security_group_id: 'sg-0c21ab7f',
        log,
        source_access_key: 'AKIA…7QZ2',
        request_user_agent: 'aws-cli/2.15.0 Python/3.11',
      },
      eventFields: (index) =>
        index === 0
          ? {
              event_name: 'DescribeSecurityGroups',
              event_action: 'Read',
              event_description: 'Lists security groups.',
              security_group_id: 'sg-0c21ab7f',
            }
          : { log, security_group_id: 'sg-0c21ab7f' },
      labels: [1],
    });
  },
  'loose-cloud-key/user-created': (at) => {
    const who = toActors(outsideEnd(outside.cloudKey), cloudEnd('iam.amazonaws.com'), 40_118, 443, 'deploy-ci');
    const names = ['CreateUser', 'CreateAccessKey', 'PutUserPolicy'];
    const log = (name: string) => trail('iam.amazonaws.com', name, who, { userName: 'svc-metrics2' });
    return alarmOf('AWSIAMUserCreated', who, at, {
      kept: 3,
      count: 3,
      gapMs: 7000,
      fields: {
        destination_username: 'svc-metrics2',
        event_description: 'deploy-ci created the IAM user svc-metrics2.',
        log: log('CreateUser'),
        request_user_agent: 'aws-cli/2.15.0 Python/3.11',
      },
      eventFields: (index) => ({
        event_name: names[index] ?? 'CreateUser',
        destination_username: 'svc-metrics2',
        log: log(names[index] ?? 'CreateUser'),
        access_control_outcome: 'Allow',
      }),
      labels: [1],
    });
  },
  'loose-cloud-key/objects-read': (at) => {
    const who = toActors(outsideEnd(outside.cloudKey), cloudEnd('s3.amazonaws.com'), 40_260, 443, 'svc-metrics2');
    const template = eventAt('aws-get');
    const events = Array.from({ length: 38 }, (_, index): InsertedRecord => {
      const object = `2026/w${String(10 + index).padStart(2, '0')}/manifest-${4100 + index * 7}.csv`;
      return {
        ...eventOf(template, who, at + index * 1900, index, false),
        access_control_outcome: 'Allow',
        destination_resource: `norrvik-manifests/${object}`,
        event_description: `Read norrvik-manifests/${object}`,
        log: trail('s3.amazonaws.com', 'GetObject', who, { bucketName: 'norrvik-manifests', key: object }),
      };
    });
    return { alarms: [], events };
  },
  'leaving-on-friday/upload': (at) => {
    const who = toActors(hostEnd(laptopOf('petr.novák')), outsideEnd(outside.dropSite), 52_877, 443, 'petr.novák');
    return alarmOf('UploadToFileSharing', who, at, {
      kept: 4,
      count: 4,
      gapMs: 41_000,
      fields: { event_description: '2.1 GB to drop.example in four sessions.', bytes_out: '2254857830' },
      eventFields: (index) => ({ bytes_out: String(540_000_000 + index * 11_234_567) }),
    });
  },
};

/** Our own vulnerability scanner, which the rule does not know. */
function probe(step: StoryStep, at: number): InsertedRecord {
  const key = hash32(textKey(step.step), 7);
  const targets = [...serverList.filter((host) => host !== servers.scan01), ...laptops];
  const port = pick([22, 80, 135, 139, 443, 445, 1433, 3306, 3389, 5985, 8080], key, 1);
  const who = toActors(hostEnd(servers.scan01), hostEnd(pick(targets, key, 2)), 41_000 + (key % 9000), port);
  const [alarm] = alarmOf('InternalPortScan', who, at, {
    kept: 1 + (key % 4),
    count: 1 + (key % 4),
    gapMs: 100,
    fields: { request_user_agent: 'Mozilla/5.0 (compatible; Nmap Scripting Engine)' },
    eventFields: () => ({}),
    labels: [2],
  }).alarms;
  if (!alarm) throw new Error('a probe is one alarm');
  return alarm;
}

interface StoryAlarm {
  priority?: number;
  kept: number;
  count: number;
  gapMs: number;
  fields: JsonObject;
  eventFields: (index: number) => JsonObject;
  labels?: readonly number[];
}

function alarmOf(ruleId: string, who: Actors, at: number, story: StoryAlarm): StoryRecords {
  const rule = alarmTemplates[alarmTemplateIndex(ruleId)];
  const template = rule && eventTemplates[rule.evidence];
  if (!rule || !template) throw new Error(`no rule ${ruleId}`);
  const record = buildAlarm(rule, template, who, {
    id: '',
    occurred: at,
    received: at + 9000,
    status: 'open',
    priority: story.priority ?? rule.priority[0],
    suppressed: false,
    eventsCount: story.count,
    eventIds: [],
    key: textKey(ruleId),
  });
  const events = Array.from({ length: story.kept }, (_, index): JsonObject => {
    const occurred = at - (story.kept - 1 - index) * story.gapMs;
    return { ...eventOf(template, who, occurred, index, true), ...story.eventFields(index) };
  });
  const labels = (story.labels ?? []).flatMap((index) => labelIds[index] ?? []);
  const alarm: InsertedRecord = { ...record, ...story.fields, events: events as never, packet_data: undefined };
  if (labels.length > 0) alarm['alarm_labels'] = labels;
  return { alarms: [alarm], events: [] };
}

function eventOf(template: EventTemplate, who: Actors, at: number, index: number, hasAlarm: boolean): InsertedRecord {
  const facts = { id: '', occurred: at, received: at + 6000, suppressed: false, hasAlarm, key: index };
  return buildEvent(template, who, facts);
}

function eventAt(key: string): EventTemplate {
  const template = eventTemplates[eventTemplateIndex(key)];
  if (!template) throw new Error(`no event template ${key}`);
  return template;
}

function trail(eventSource: string, eventName: string, who: Actors, requestParameters: object): string {
  const userIdentity = { type: 'IAMUser', userName: who.user ?? '', accountId: '101720206348' };
  return json({
    eventVersion: '1.11',
    eventSource,
    eventName,
    awsRegion: 'eu-north-1',
    sourceIPAddress: who.sourceIp,
    userIdentity,
    requestParameters,
  });
}

function json(value: object): string {
  return JSON.stringify(value);
}
