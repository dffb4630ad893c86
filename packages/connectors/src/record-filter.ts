import type { FilterValues, SourceRecord } from '@watchfloor/contract';

/** What a filter looks at in a record. An empty list: the record says nothing about it. */
export type FilterReader = (record: SourceRecord) => readonly string[];

/** Filters that every resource can offer, since they look at nothing but the common record. */
export const commonFilterReaders: Record<string, FilterReader> = {
  severity: (record) => [record.severity],
  priority_label: (record) => (record.priorityLabel === undefined ? ['none'] : [record.priorityLabel]),
  event_type: (record) => (record.eventType === undefined ? [] : [record.eventType]),
  outcome: (record) => [record.outcome],
  technique: (record) => record.attack.map(({ id }) => id),
  entity: (record) => record.entities.map(({ value }) => value),
  user: (record) => entityValues(record, 'user'),
  host: (record) => entityValues(record, 'host'),
  ip: (record) => entityValues(record, 'ip'),
  q: (record) => [
    record.title,
    record.subtitle ?? '',
    ...record.entities.map(({ value }) => value),
    ...Object.values(record.cells).map(String),
  ],
};

function entityValues(record: SourceRecord, kind: string): string[] {
  return record.entities.filter((entity) => entity.kind === kind).map(({ value }) => value);
}

export interface FilterRule {
  read: FilterReader;
  match: 'exact' | 'contains';
  values: FilterValues;
  /**
   * True where the vendor was asked to apply the includes: then a record that says nothing about the field stays,
   * since the vendor may know what it did not print.
   */
  sent: boolean;
}

/** Joins filters by AND; includes of one by OR. Letter case does not tell values apart. */
export function createRecordFilter(rules: readonly FilterRule[]): (record: SourceRecord) => boolean {
  const prepared = rules.map((rule) => ({
    ...rule,
    include: rule.values.include.map(fold),
    exclude: rule.values.exclude.map(fold),
  }));
  return (record) =>
    prepared.every(({ read, match, include, exclude, sent }) => {
      const found = read(record).map(fold);
      const hits = (wanted: string) =>
        match === 'exact' ? found.includes(wanted) : found.some((value) => value.includes(wanted));
      if (exclude.some(hits)) return false;
      if (include.length === 0 || include.some(hits)) return true;
      return sent && found.length === 0;
    });
}

function fold(text: string): string {
  return text.trim().toLowerCase();
}
