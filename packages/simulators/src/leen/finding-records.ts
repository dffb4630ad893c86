import type { Json, JsonObject } from '../json.ts';
import { hexOf, uuidOf } from '../scenario/identifiers.ts';
import type { Actors } from './actors.ts';
import type { Analytic } from './analytics.ts';
import { enrichmentsOf } from './enrichments.ts';
import { activityNameOf, CREATE, classFieldsOf, severityNameOf } from './enums.ts';
import { evidenceOf, resourcesOf } from './evidence.ts';

export interface FindingFacts {
  /** `finding_info.uid`: the same for the whole Create, Update, Close series. */
  findingUid: string;
  /** `metadata.uid`: this item's own. */
  itemUid: string;
  activity: number;
  severityId: number;
  /** Epoch ms: when this item happened, when its finding was created, when Leen's sync brought it. */
  time: number;
  created: number;
  synced: number;
  sequence: number;
}

const TENANT = uuidOf('entra-tenant:norrvik');
const CONSOLE = 'https://entra.microsoft.example';

/** One OCSF Detection Finding as the list shows it, everything filled in that an identity provider knows. */
export function buildFinding(analytic: Analytic, who: Actors, facts: FindingFacts): JsonObject {
  const signInId = uuidOf(`sign-in:${facts.findingUid}`);
  const where = who.source ? ` from ${who.source.ip} (${who.source.country})` : '';
  return {
    time: facts.time,
    ...classFieldsOf(facts.activity),
    severity: severityNameOf(facts.severityId),
    severity_id: facts.severityId,
    message: `${analytic.title}: ${who.account}${where}${facts.activity === CREATE ? '' : `, ${activityNameOf(facts.activity).toLowerCase()}d`}`,
    finding_info: findingInfoOf(analytic, facts, signInId),
    metadata: metadataOf(analytic, facts, signInId),
    enrichments: enrichmentsOf(who, facts),
    evidences: [evidenceOf(analytic, who, { signInId, severityId: facts.severityId, created: facts.created })],
    resources: resourcesOf(who),
  };
}

function findingInfoOf(analytic: Analytic, facts: FindingFacts, signInId: string): JsonObject & Json {
  const [technique, techniqueName, tactic, tacticName] = analytic.attack;
  const rule = {
    name: analytic.title,
    uid: `entra.${analytic.eventCode.replaceAll(' ', '-').toLowerCase()}`,
    desc: analytic.desc,
    category: analytic.types[0] ?? 'Identity risk',
    type: analytic.feature === 'Risk detections' ? 'Learning (ML/DL)' : 'Rule',
    type_id: analytic.feature === 'Risk detections' ? 4 : 1,
    version: '1.4',
  };
  return {
    title: analytic.title,
    uid: facts.findingUid,
    desc: analytic.desc,
    analytic: rule,
    attacks: [
      {
        technique: { uid: technique, name: techniqueName },
        tactics: [{ uid: tactic, name: tacticName }],
        version: '14.1',
      },
    ],
    created_time: facts.created,
    first_seen_time: facts.created,
    last_seen_time: facts.time,
    modified_time: facts.time,
    data_sources: [analytic.feature === 'Risk detections' ? 'Entra sign-in logs' : 'Entra audit logs'],
    kill_chain: [{ phase: 'Exploitation', phase_id: 4 }],
    product_uid: 'entra-id-protection',
    related_analytics: [{ name: 'User risk', uid: 'entra.user-risk', type: 'Statistical', type_id: 3 }],
    related_events: [{ uid: signInId, type: 'Sign-in', type_uid: 300201, product_uid: 'entra-sign-in-logs' }],
    src_url: `${CONSOLE}/#view/identity-protection/riskDetections/${facts.findingUid}`,
    types: [...analytic.types],
  };
}

function metadataOf(analytic: Analytic, facts: FindingFacts, signInId: string): JsonObject & Json {
  return {
    uid: facts.itemUid,
    version: '1.3.0',
    product: {
      name: 'Entra ID Protection',
      vendor_name: 'Microsoft',
      uid: 'entra-id-protection',
      feature: { name: analytic.feature, uid: hexOf(analytic.feature, 8) },
      lang: 'en',
      url_string: `${CONSOLE}/`,
      version: 'v1.0',
    },
    correlation_uid: signInId,
    event_code: analytic.eventCode,
    labels: ['idp'],
    log_name: analytic.feature === 'Risk detections' ? 'riskDetections' : 'directoryAudits',
    log_provider: 'Microsoft Graph',
    log_version: 'v1.0',
    logged_time: facts.time,
    modified_time: facts.time,
    original_time: new Date(facts.time).toISOString(),
    // The page's "ETL operation" is Leen's sync: hours after the event is usual.
    processed_time: facts.synced,
    profiles: ['cloud', 'host'],
    sequence: facts.sequence,
    tenant_uid: TENANT,
  };
}
