import type { DetailParts, Related } from '@watchfloor/connectors';
import type { Asked, DetailAnswer, RelatedAnswer } from '@watchfloor/contract';
import { type Source, toSourceAnswer } from './source-answer.ts';

/** How much of a raw record a detail carries; the raw route has the whole. UTF-16 units. */
export const rawCharsMax = 256 * 1024;

export function toDetailAnswer(parts: DetailParts, source: Source, asked: Asked[], nowMs: number): DetailAnswer {
  const { record, why, facts, sections, raw } = parts;
  const text = raw.length <= rawCharsMax ? raw : cut(raw, rawCharsMax);
  return {
    record,
    why,
    facts,
    sections,
    raw: { text, bytes: Buffer.byteLength(raw), truncated: text.length < raw.length },
    source: toSourceAnswer(source, nowMs),
    asked,
  };
}

export function toRelatedAnswer({ links, looked }: Related, source: Source, nowMs: number): RelatedAnswer {
  return {
    links,
    looked,
    source: toSourceAnswer(source, nowMs, looked.whole ? {} : { state: 'partial', counted: 'at_least' }),
  };
}

/** Nobody looked, and the answer says so: an empty list alone would read as "nothing is related". */
export function toUnaskedRelatedAnswer(source: Source, nowMs: number): RelatedAnswer {
  return {
    links: [],
    looked: { rows: 0, from: nowMs, to: nowMs, whole: false },
    source: toSourceAnswer(source, nowMs, {
      state: 'excluded',
      code: 'unsupported',
      message: `${source.connection.vendor.label} offers no way to look for related records here.`,
      counted: 'at_least',
    }),
  };
}

/** Never through a surrogate pair. */
function cut(text: string, chars: number): string {
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}
