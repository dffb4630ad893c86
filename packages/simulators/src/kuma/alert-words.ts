/** The vendor's words for priority and status, and what other channels and versions make of them. */
export const priorityWords = ['low', 'medium', 'high', 'critical'] as const;
export type PriorityWord = (typeof priorityWords)[number];

export const statusWords = ['new', 'assigned', 'escalated', 'closed'] as const;

export const closingReasons = ['responded', 'incorrect data', 'incorrect correlation rule'] as const;

/** The same priority on the scale of 1 to 16 that other channels use: four numbers a word. */
export function toPriorityNumber(word: string, key: number): number {
  const rank = priorityRank(word);
  return rank < 0 ? 0 : rank * 4 + 1 + (key % 4);
}

/** -1 for a text that is no priority of the vendor. */
export function priorityRank(word: string): number {
  return priorityWords.findIndex((candidate) => candidate === word);
}

/** What a record that was inserted means, whatever it looks like on the wire. */
export function toPriorityWord(value: unknown): string {
  if (typeof value === 'number') return priorityWords[Math.ceil(value / 4) - 1] ?? String(value);
  return typeof value === 'string' ? value.toLowerCase() : 'low';
}

export function toTitleCase(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
