import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageWords } from '../features/shell/page-words.tsx';
import { ApiError } from '../lib/api.ts';
import { Button } from '../ui/button.tsx';

export interface AdminPageProps<Data> {
  /** "The audit log". */
  what: string;
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch' | 'isFetching'>;
  children: (data: Data) => ReactNode;
}

/** Waits for what only administrators read; says so to who is none, and when it cannot be had. */
export function AdminPage<Data>({ what, query, children }: AdminPageProps<Data>) {
  const { data, error, refetch, isFetching } = query;
  if (data !== undefined) return children(data);
  if (!error) return <main className="flex-1" aria-busy />;
  if (error instanceof ApiError && error.code === 'role_missing') {
    return (
      <PageWords
        title={`${what} is for administrators.`}
        action={
          <Link to="/" className="text-accent hover:underline">
            Go to Explore
          </Link>
        }
      >
        An administrator can give you the role.
      </PageWords>
    );
  }
  return (
    <PageWords
      title={error.message}
      action={
        <Button look="plain" onPress={() => void refetch()} isDisabled={isFetching}>
          Retry
        </Button>
      }
    >
      {what} could not be read.
    </PageWords>
  );
}
