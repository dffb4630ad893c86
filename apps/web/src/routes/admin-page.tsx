import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PageWords } from '../features/shell/page-words.tsx';
import { ApiError } from '../lib/api.ts';
import { HomeLink, Unanswered } from './unanswered.tsx';

export interface AdminPageProps<Data> {
  /** "The audit log". */
  what: string;
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch' | 'isFetching'>;
  children: (data: Data) => ReactNode;
}

/** Waits for what only administrators read; says so to who is none, and when it cannot be had. */
export function AdminPage<Data>({ what, query, children }: AdminPageProps<Data>) {
  const { data, error } = query;
  if (data !== undefined) return children(data);
  if (error instanceof ApiError && error.code === 'role_missing') {
    return (
      <PageWords title={`${what} is for administrators.`} action={<HomeLink />}>
        An administrator can give you the role.
      </PageWords>
    );
  }
  return <Unanswered query={query}>{`${what} could not be read.`}</Unanswered>;
}
