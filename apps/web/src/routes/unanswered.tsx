import { Link } from '@tanstack/react-router';
import { PageWords } from '../features/shell/page-words.tsx';
import { Button } from '../ui/button.tsx';

export interface UnansweredProps {
  query: { error: Error | null; refetch: () => Promise<unknown>; isFetching: boolean };
  /** What is missing without it. */
  children: string;
}

/** In place of a page whose answer is not here: nothing while it is asked for, else why, and a way to ask again. */
export function Unanswered({ query: { error, refetch, isFetching }, children }: UnansweredProps) {
  if (!error) return <main className="flex-1" aria-busy />;
  return (
    <PageWords
      title={error.message}
      action={
        <Button look="plain" onPress={() => void refetch()} isDisabled={isFetching}>
          Retry
        </Button>
      }
    >
      {children}
    </PageWords>
  );
}

/** The way on from a page that has nothing to show. */
export function HomeLink() {
  return (
    <Link to="/" className="text-accent hover:underline">
      Go to the queue
    </Link>
  );
}
