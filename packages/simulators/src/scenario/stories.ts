/**
 * What happens at Norrvik Freight, in minutes from the start, whichever vendor sees it. A vendor's folder renders the
 * steps that carry its name; the rest of the catalogue is filled as vendors join.
 */
export interface StoryStep {
  story: StoryName;
  step: string;
  vendor: 'usm-anywhere' | 'kuma' | 'secure-endpoint' | 'leen';
  /** When it happened, minutes from the start. */
  at: number;
  /** When the vendor first shows it, where that is later than it happened. */
  arrives?: number;
}

export type StoryName =
  | 'invoice-to-ransomware'
  | 'borrowed-sign-in'
  | 'loose-cloud-key'
  | 'old-wound'
  | 'own-scanner'
  | 'leaving-on-friday';

/** The scanner's probing lasts from -180 to -20 and raises this many alarms. */
const SCANNER = { alarms: 412, fromMinute: -180, toMinute: -20 } as const;

export const storySteps: readonly StoryStep[] = [
  { story: 'borrowed-sign-in', step: 'anomalous-token', vendor: 'leen', at: -220, arrives: 2 },
  { story: 'leaving-on-friday', step: 'left-group', vendor: 'leen', at: -120 },
  { story: 'loose-cloud-key', step: 'admin-role-granted', vendor: 'leen', at: -88 },
  { story: 'invoice-to-ransomware', step: 'new-device', vendor: 'leen', at: -19 },
  { story: 'borrowed-sign-in', step: 'mailbox-rule', vendor: 'usm-anywhere', at: -214 },
  { story: 'leaving-on-friday', step: 'upload', vendor: 'usm-anywhere', at: -131 },
  { story: 'loose-cloud-key', step: 'security-group-opened', vendor: 'usm-anywhere', at: -95 },
  { story: 'loose-cloud-key', step: 'user-created', vendor: 'usm-anywhere', at: -93 },
  { story: 'loose-cloud-key', step: 'objects-read', vendor: 'usm-anywhere', at: -70 },
  { story: 'invoice-to-ransomware', step: 'beacon', vendor: 'usm-anywhere', at: -41 },
  { story: 'invoice-to-ransomware', step: 'outlook-starts-powershell', vendor: 'secure-endpoint', at: -52 },
  { story: 'invoice-to-ransomware', step: 'lure-detected', vendor: 'secure-endpoint', at: -50 },
  { story: 'old-wound', step: 'retrospective-detection', vendor: 'secure-endpoint', at: -30 },
  { story: 'invoice-to-ransomware', step: 'multiple-infected-files', vendor: 'secure-endpoint', at: -3 },
  { story: 'invoice-to-ransomware', step: 'shadow-copies-deleted', vendor: 'secure-endpoint', at: 1 },
  { story: 'old-wound', step: 'web-shell', vendor: 'kuma', at: -3 * 1440 },
  { story: 'borrowed-sign-in', step: 'mass-download', vendor: 'kuma', at: -190 },
  { story: 'own-scanner', step: 'port-scan', vendor: 'kuma', at: -180 },
  { story: 'leaving-on-friday', step: 'mass-copy', vendor: 'kuma', at: -140 },
  { story: 'own-scanner', step: 'port-scan-goes-on', vendor: 'kuma', at: -100 },
  { story: 'invoice-to-ransomware', step: 'kerberoasting', vendor: 'kuma', at: -33 },
  { story: 'invoice-to-ransomware', step: 'admin-share', vendor: 'kuma', at: -24 },
  { story: 'own-scanner', step: 'port-scan-ends', vendor: 'kuma', at: -20 },
  { story: 'invoice-to-ransomware', step: 'admin-share-high', vendor: 'kuma', at: -17 },
  { story: 'old-wound', step: 'web-shell-used', vendor: 'kuma', at: -12 },
  { story: 'invoice-to-ransomware', step: 'admin-share-critical', vendor: 'kuma', at: -6 },
  { story: 'invoice-to-ransomware', step: 'admin-share-goes-on', vendor: 'kuma', at: 3 },
  ...Array.from({ length: SCANNER.alarms }, (_, index): StoryStep => {
    const span = SCANNER.toMinute - SCANNER.fromMinute;
    const at = SCANNER.fromMinute + (span * index) / (SCANNER.alarms - 1);
    return { story: 'own-scanner', step: `probe-${index}`, vendor: 'usm-anywhere', at };
  }),
];
