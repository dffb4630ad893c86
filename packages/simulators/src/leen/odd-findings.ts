import type { Json } from '../json.ts';
import { uuidOf } from '../scenario/identifiers.ts';
import { asFields, type InsertedFinding } from './inserted-records.ts';

const MEGABYTE = 1 << 20;
const CHAIN_DEPTH = 200;

/** One item of every shape that the vendor's documents allow or that OCSF producers were seen to send. */
export function oddFindings(nowMs: number): InsertedFinding[] {
  const uid = (name: string) => uuidOf(`odd:${name}:${nowMs}`);
  const odd = (name: string, fields: InsertedFinding): InsertedFinding => {
    const info = { uid: uid(name), title: `Odd: ${name}`, ...asFields(fields['finding_info']) };
    return { message: name, ...fields, finding_info: info };
  };
  const without = (path: string) => odd(`without ${path}`, { _omit: [path] });
  const micros = nowMs * 1000;
  const iso = new Date(nowMs).toISOString();
  return [
    ...PATHS.map(without),
    odd('without any uid', { _omit: ['finding_info.uid', 'metadata.uid'] }),
    odd('without any severity', { _omit: ['severity', 'severity_id'] }),
    odd('without any time', {
      _omit: ['time', 'finding_info', 'metadata.logged_time', 'metadata.modified_time', 'metadata.original_time'],
    }),
    odd('only a uid', { _omit: PATHS.filter((path) => !path.includes('.') && path !== 'finding_info') }),
    odd('time in microseconds', { time: micros, finding_info: { created_time: micros } }),
    odd('time as text', { time: iso, finding_info: { created_time: iso } }),
    odd('time as twin', { time_dt: iso, _omit: ['time'] }),
    odd('time zero', { time: 0, finding_info: { created_time: null } }),
    odd('title case severity', { severity: 'Medium', severity_id: 3 }),
    odd('padded severity', { severity: 'Informational ', severity_id: 1 }),
    odd('severity by id alone', { severity_id: 4, _omit: ['severity'] }),
    odd('severity by text alone', { severity: 'LOW', _omit: ['severity_id'] }),
    odd('other severity', { severity: 'OTHER', severity_id: 99 }),
    odd('negative severity', { severity_id: -1, _omit: ['severity'] }),
    odd('unknown activity', { activity_id: 7, activity_name: 'Reopen', type_uid: 200407, status_id: -1 }),
    odd('null leaves', { evidences: null, enrichments: null, resources: [null], metadata: { product: null } }),
    odd('one resource', { resource: { name: 'Norrvik TMS', type: 'Application' }, _omit: ['resources'] }),
    odd('deep evidence', { evidences: [{ process: chainOf(CHAIN_DEPTH) }] }),
    odd('one megabyte', { evidences: [{ data: { log: 'x'.repeat(MEGABYTE) } }] }),
    odd('dangerous link', { finding_info: { src_url: 'javascript:alert(1)' } }),
  ];
}

const PATHS: readonly string[] = [
  'time',
  'severity',
  'severity_id',
  'activity_id',
  'activity_name',
  'type_uid',
  'type_name',
  'category_uid',
  'category_name',
  'class_uid',
  'class_name',
  'message',
  'finding_info',
  'finding_info.uid',
  'finding_info.title',
  'finding_info.analytic',
  'finding_info.created_time',
  'finding_info.first_seen_time',
  'finding_info.src_url',
  'finding_info.types',
  'metadata',
  'metadata.uid',
  'metadata.product',
  'enrichments',
  'evidences',
  'resources',
];

function chainOf(depth: number): { [key: string]: Json } {
  let process: { [key: string]: Json } = { name: 'systemd', pid: 1 };
  for (let pid = 2; pid <= depth; pid++) process = { name: `sh-${pid}`, pid, parent_process: process };
  return process;
}
