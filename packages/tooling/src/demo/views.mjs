/**
 * What the demo's Explore opens with, as views of the operator's file: one for each list, by vendor, so that they hold
 * for whatever the connections are called.
 */
export const viewsYaml = `views:
  - id: usm-alarms-open
    name: Open alarms
    vendor: usm-anywhere
    resource: alarms
    filters: { status: [open, in_review] }
    range: { from: now-24h, to: now }
  - id: usm-events-not-suppressed
    name: Events, last hour
    vendor: usm-anywhere
    resource: events
    filters: { suppressed: false }
    range: { from: now-1h, to: now }
  - id: kuma-not-closed
    name: KUMA not closed
    vendor: kuma
    resource: alerts
    filters: { not_status: closed }
    range: { from: now-7d, to: now }
    order: active-desc
  - id: endpoint-wants-a-decision
    name: Endpoint threats
    vendor: secure-endpoint
    resource: events
    filters:
      event_type:
        - Threat Detected
        - Quarantine Failure
        - Retrospective Detection
        - Retrospective Quarantine Attempt Failed
        - Executed malware
        - Potential Dropper Infection
        - Multiple Infected Files
        - Cloud IOC
        - Exploit Prevention
        - SecureX Threat Hunting Incident
    range: { from: now-24h, to: now }
  - id: identity-most-severe
    name: Identity by severity
    vendor: leen
    resource: idp-alerts
    range: { from: now-7d, to: now }
    order: severity-desc
`;
