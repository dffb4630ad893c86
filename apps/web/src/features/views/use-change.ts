import { useMutation } from '@tanstack/react-query';
import { ApiError } from '../../lib/api.ts';

/** Runs a change by way of the mutation cache, which is where the end of a session is noticed. */
export function useChange(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const { mutateAsync } = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    networkMode: 'always',
  });
  return async <Result>(work: () => Promise<Result>) => (await mutateAsync(work)) as Result;
}

/** What a refusal says to a person. Anything else is a mistake of ours, and goes where those go. */
export function toWords(error: unknown): string {
  if (error instanceof ApiError) return error.problem?.errors?.[0]?.detail ?? error.message;
  throw error;
}

export function hasCode(error: unknown, ...codes: ApiError['code'][]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}
