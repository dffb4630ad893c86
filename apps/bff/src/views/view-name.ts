/**
 * By what two names of one person are the same: letters alone, not their case nor how they are composed (Unicode
 * Standard Annex 15, NFC). Folding a case can undo a composition, hence twice.
 */
export function toNameKey(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}
