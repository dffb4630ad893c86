export interface ChangedField {
  field: string;
  from: string;
  to: string;
}

/** What differs, field by field, as a person reads it; times stay times. */
export function toChangedFields(before: Record<string, unknown>, after: Record<string, unknown>): ChangedField[] {
  const was = flatten(before);
  const is = flatten(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((field) => was.get(field) !== is.get(field))
    .map((field) => ({ field: toLabel(field), from: was.get(field) ?? '—', to: is.get(field) ?? '—' }));
}

const times = new Set(['happened', 'arrived', 'active']);

/** Of the columns of the list each is a field of its own. */
function flatten(values: Record<string, unknown>): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) {
    if (name === 'cells' && isObject(value)) {
      for (const [cell, content] of Object.entries(value)) flat.set(cell, toText(cell, content));
    } else flat.set(name, toText(name, value));
  }
  return flat;
}

function toText(name: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'number') return times.has(name) ? new Date(value).toISOString() : String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(toItem).join(', ') || '—';
  return JSON.stringify(value);
}

/** An entity is its value, a technique its id. */
function toItem(item: unknown): string {
  if (!isObject(item)) return String(item);
  const said = item.value ?? item.id ?? item.name;
  return typeof said === 'string' ? said : JSON.stringify(item);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `vendorStatus` and `vendor_status` are read as "Vendor status". */
function toLabel(field: string): string {
  const words = field
    .replaceAll('_', ' ')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
