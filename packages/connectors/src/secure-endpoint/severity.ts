import { compareSeverity, type Severity, toSeverity } from '@watchfloor/contract';
import type { RaiseRule } from './config.ts';
import { isType } from './event-types.ts';
import type { WireEvent } from './wire.ts';

export interface ReadSeverity {
  severity: Severity;
  /** The vendor's word, as sent. */
  label: string | undefined;
  /** "Medium at vendor, High here: quarantine failed", where the connection's table raised it. */
  raised: string | undefined;
}

/** The vendor's severity, or what the connection's table raises it to. The table never lowers. */
export function readSeverity(wire: WireEvent, raise: readonly RaiseRule[]): ReadSeverity {
  const label = wire.severity ?? wire.threat_hunting?.severity;
  const severity = toSeverity(label);
  const [worst] = raise
    .filter((rule) => isType(wire.event_type, rule.event_type) && compareSeverity(rule.severity, severity) < 0)
    .toSorted((a, b) => compareSeverity(a.severity, b.severity));
  if (!worst) return { severity, label, raised: undefined };
  const here = worst.severity.slice(0, 1).toUpperCase() + worst.severity.slice(1);
  return {
    severity: worst.severity,
    label,
    raised: `${label ?? 'No severity'} at vendor, ${here} here: ${worst.reason}`,
  };
}
