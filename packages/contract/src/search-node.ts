import type { OrderedSeverity } from './search-fields.ts';
import type { TimeText } from './time-range.ts';

export const comparisons = ['>=', '<=', '>', '<'] as const;
export type Comparison = (typeof comparisons)[number];

/** What a search asks for. */
export type SearchNode =
  | { kind: 'and' | 'or'; nodes: SearchNode[] }
  | { kind: 'not'; node: SearchNode }
  /** Words that follow each other in one value; the last is whole, or only begins so. */
  | { kind: 'words'; scope: SearchScope; text: string; isWhole: boolean }
  /** A value, whole or by its beginning; small letters and capitals are the same. */
  | { kind: 'value'; field: string; value: string; isWhole: boolean }
  | { kind: 'time'; field: SearchTime; by: Comparison; at: TimeText }
  | { kind: 'severity'; by: Comparison; severity: OrderedSeverity };

export type SearchScope = 'any' | 'title' | 'raw';
export type SearchTime = 'happened' | 'arrived' | 'active';

/** A place in the text, in UTF-16 units, and what is to be said of it. */
export interface SearchRemark {
  at: number;
  length: number;
  /** What is wrong, or how something is meant. */
  says: string;
  /** What to do. */
  todo: string;
}

/** Writes a search so that it reads as the same. */
export function printSearch(node: SearchNode): string {
  switch (node.kind) {
    case 'and':
      return node.nodes.map((one) => (one.kind === 'or' ? `(${printSearch(one)})` : printSearch(one))).join(' ');
    case 'or':
      return node.nodes.map(printSearch).join(' OR ');
    case 'not':
      return `-${node.node.kind === 'and' || node.node.kind === 'or' ? `(${printSearch(node.node)})` : printSearch(node.node)}`;
    case 'words': {
      const field = node.scope === 'any' ? '' : `${node.scope}:`;
      return `${field}${node.isWhole ? quote(node.text) : `${node.text}*`}`;
    }
    case 'value':
      return `${node.field}:${node.isWhole ? quote(node.value) : `${node.value}*`}`;
    case 'time':
      return `${node.field}${node.by}${node.at}`;
    case 'severity':
      return `severity${node.by}${node.severity}`;
  }
}

/** As it can stand in a search whatever it holds; a plain word stands as it is. */
export function quoteSearch(text: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{N}._@/\\-]*$/u.test(text) && !['OR', 'AND', 'NOT'].includes(text) ? text : quote(text);
}

const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
