import type { SettingField } from '@watchfloor/contract';

/** A setting's value as text that can be typed. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return JSON.stringify(value, null, 2);
}

/** What the text stands for; one that stands for nothing stays text, so that the server says what is wrong with it. */
export function toValue({ kind }: SettingField, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  switch (kind) {
    case 'number':
      return isNumber(trimmed) ? Number(trimmed) : trimmed;
    case 'boolean':
      return trimmed === 'true';
    case 'table':
      return parseRows(trimmed) ?? trimmed;
    default:
      return trimmed;
  }
}

export function isNumber(text: string): boolean {
  return /^-?\d{1,15}(\.\d+)?$/.test(text.trim());
}

/** @returns the rows of a table's text; undefined where it is none */
export function parseRows(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
