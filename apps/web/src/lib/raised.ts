import type { SourceRecord } from '@watchfloor/contract';

/**
 * Why a record's severity is higher here than at its vendor, in words: "Medium at vendor, High here: quarantine failed".
 * Every source whose table raises says it in the cell of this name; undefined where nothing was raised.
 */
export function toRaised({ cells }: Pick<SourceRecord, 'cells'>): string | undefined {
  const said = cells.raised;
  return typeof said === 'string' && said !== '' ? said : undefined;
}
