import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { type Filter, noValue, type Params, type QueueValuesAnswer } from '@watchfloor/contract';
import { useState } from 'react';
import { getQueueValues } from '../../lib/api.ts';
import { stringifySearch } from '../../lib/search-params.ts';
import { formatCount } from '../../lib/time.ts';
import { useCalm } from '../../lib/use-calm.ts';
import { FacetList, type FacetListProps } from '../../ui/facet-list/facet-list.tsx';

/** Filters of so many values that no answer holds them all: they are looked for by what they contain. */
const searched: readonly string[] = ['entity', 'rule', 'who', 'where'];
/** It is looked for once the hand rests, and at the latest after a while. */
const stillMs = 200;
const lateMs = 1_000;

export const isSearched = ({ name }: Filter) => searched.includes(name);

export interface SearchedFacetProps extends Omit<FacetListProps, 'values' | 'search'> {
  filter: string;
  /** The list's question; the filter's own part of it is not looked at. */
  params: Params;
}

/** A filter whose values the server looks through, each with its exact count; rare ones are reached by their text. */
export function SearchedFacet({ filter, params, ...facet }: SearchedFacetProps) {
  const [text, setText] = useState('');
  const asked = useCalm(text.trim(), stillMs, lateMs);
  const { data, error } = useQuery({ ...valuesOptions(params, filter, asked), enabled: facet.isOpen });
  const values = (data?.values ?? []).map(({ value, count }) => ({
    value,
    label: value === noValue ? 'None' : value,
    count,
    counted: 'exact' as const,
  }));
  const note = error ? `The values could not be read. ${error.message}` : toNote(data);
  return <FacetList {...facet} values={values} search={{ text, onText: setText, note }} />;
}

/** Values stay while those of another question are read: a panel that empties cannot be used. */
function valuesOptions(params: Params, facet: string, find: string) {
  return queryOptions({
    queryKey: ['queue', 'values', facet, find, stringifySearch(params)] as const,
    queryFn: ({ signal }) => getQueueValues(params, { facet, find }, signal),
    placeholderData: keepPreviousData,
  });
}

/** @returns `50 of 1,312 values. A longer text finds the others.` */
function toNote(answer: QueueValuesAnswer | undefined): string {
  if (!answer) return '';
  const { values, total } = answer;
  if (total === 0) return 'No value matches';
  if (total === values.length) return `${formatCount(total)} ${total === 1 ? 'value' : 'values'}`;
  return `${formatCount(values.length)} of ${formatCount(total)} values. A longer text finds the others.`;
}
