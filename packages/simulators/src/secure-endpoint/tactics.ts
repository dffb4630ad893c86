import { isObject, type Json, type JsonObject, toText } from '../json.ts';

/** What MITRE ATT&CK calls things, as far as the records here name them. */
const tacticNames: Readonly<Record<string, string>> = {
  TA0001: 'Initial Access',
  TA0002: 'Execution',
  TA0003: 'Persistence',
  TA0005: 'Defense Evasion',
  TA0008: 'Lateral Movement',
  TA0011: 'Command and Control',
  TA0040: 'Impact',
};

const techniqueNames: Readonly<Record<string, string>> = {
  'T1053.005': 'Scheduled Task',
  'T1059.001': 'PowerShell',
  'T1070.004': 'File Deletion',
  T1105: 'Ingress Tool Transfer',
  'T1204.002': 'Malicious File',
  'T1218.005': 'Mshta',
  'T1218.011': 'Rundll32',
  T1486: 'Data Encrypted for Impact',
  T1490: 'Inhibit System Recovery',
  'T1505.003': 'Web Shell',
};

export type TacticShape = 'strings' | 'objects';

export function tacticsOf(ids: readonly string[], shape: TacticShape): Json {
  return shape === 'strings' ? [...ids] : ids.map((id) => describe(id, tacticNames[id], 'tactics'));
}

export function techniquesOf(ids: readonly string[], shape: TacticShape): Json {
  return shape === 'strings' ? [...ids] : ids.map((id) => describe(id, techniqueNames[id], 'techniques'));
}

/** The record with all its tactics and techniques in one shape. */
export function withTacticShape(record: JsonObject, shape: TacticShape): JsonObject {
  const out = { ...record };
  const { tactics, techniques } = record;
  if (Array.isArray(tactics)) out['tactics'] = tacticsOf(tactics.map(idOf), shape);
  if (Array.isArray(techniques)) out['techniques'] = techniquesOf(techniques.map(idOf), shape);
  return out;
}

function idOf(item: Json): string {
  return toText(isObject(item) ? item['external_id'] : item);
}

/** The object form carries HTML in its description. */
function describe(id: string, name: string | undefined, kind: 'tactics' | 'techniques'): Json {
  const path = id.replace('.', '/');
  return {
    name: name ?? id,
    description: `<p>Adversaries may use <b>${name ?? id}</b>. See <a href="https://attack.mitre.org/${kind}/${path}">${id}</a>.</p>`,
    external_id: id,
    mitre_name: kind === 'tactics' ? 'tactic' : 'technique',
    mitre_url: `https://attack.mitre.org/${kind}/${path}`,
    created_at: '2021-07-19T17:44:53.000Z',
    updated_at: null,
  };
}
