import { meValue, noValue, type Params, queueResource } from '@watchfloor/contract';

/** A named question to the queue that everybody has. */
export interface ShippedView {
  id: string;
  name: string;
  /** The vendor that it is about; it is offered where that one is connected. */
  vendor?: string;
  params: Params;
}

/** Never `status: new` alone: what somebody has begun is open too. */
const open = { not_status: ['resolved', 'suppressed'] };
const mediumAndUp = ['fatal', 'critical', 'high', 'unknown', 'other', 'medium'];

/** In the order of the rail. The first is what the queue opens with. */
export const shippedViews: readonly ShippedView[] = [
  { id: 'needs-a-decision', name: 'Needs a decision', params: queueResource.opensWith },
  { id: 'mine', name: 'Mine', params: { ...open, owner: [meValue], from: 'now-30d', to: 'now', order: 'work' } },
  {
    id: 'nobodys-yet',
    name: 'Nobody’s yet',
    params: {
      ...open,
      owner: [noValue],
      severity: ['fatal', 'critical', 'high'],
      from: 'now-7d',
      to: 'now-30m',
      order: 'work',
    },
  },
  {
    id: 'malware-not-stopped',
    name: 'Malware not stopped',
    vendor: 'secure-endpoint',
    params: {
      ...open,
      vendor: ['secure-endpoint'],
      event_type: [
        'Threat Detected',
        'Quarantine Failure',
        'Retrospective Detection',
        'Retrospective Quarantine Attempt Failed',
        'Executed malware',
        'Potential Dropper Infection',
        'Multiple Infected Files',
      ],
      not_outcome: ['stopped'],
      from: 'now-48h',
      to: 'now',
      order: 'time-desc',
    },
  },
  {
    id: 'identity-risk',
    name: 'Identity risk',
    vendor: 'leen',
    params: { ...open, vendor: ['leen'], severity: mediumAndUp, from: 'now-7d', to: 'now', order: 'work' },
  },
  {
    id: 'compromise-and-delivery',
    name: 'Compromise and delivery',
    vendor: 'usm-anywhere',
    params: {
      not_status: ['suppressed'],
      vendor: ['usm-anywhere'],
      event_type: ['System Compromise', 'Exploitation & Installation', 'Delivery & Attack'],
      vendor_status: ['open', 'in_review'],
      from: 'now-7d',
      to: 'now',
      order: 'work',
    },
  },
];
