import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { View, ViewsAnswer } from '@watchfloor/contract';
import { getViews } from '../../lib/api.ts';

/** One's own views, the shared and the provisioned ones. Colleagues change shared ones, so they are asked again. */
export const viewsOptions = queryOptions({
  queryKey: ['views'],
  queryFn: ({ signal }) => getViews(signal),
  refetchInterval: 60_000,
  refetchOnWindowFocus: 'always',
});

/** A view as the server has just answered it. Its place in the list is the server's to say, which is then asked. */
export function putView(client: QueryClient, view: View): void {
  change(client, ({ views, defaultView }) => {
    const isKnown = views.some(({ id }) => id === view.id);
    return { views: isKnown ? views.map((one) => (one.id === view.id ? view : one)) : [...views, view], defaultView };
  });
  void client.invalidateQueries({ queryKey: viewsOptions.queryKey });
}

export function dropView(client: QueryClient, id: string): void {
  change(client, ({ views, defaultView }) => ({
    views: views.filter((one) => one.id !== id),
    defaultView: defaultView === id ? null : defaultView,
  }));
  void client.invalidateQueries({ queryKey: viewsOptions.queryKey });
}

/**
 * Shows a choice at once, and then what the server made of it. Where it refuses, what was there before is asked anew.
 * Only for choices that nobody else sees and that nothing depends on: order and default.
 */
export async function choose(
  client: QueryClient,
  expected: (answer: ViewsAnswer) => ViewsAnswer,
  ask: () => Promise<ViewsAnswer>,
): Promise<void> {
  await client.cancelQueries({ queryKey: viewsOptions.queryKey });
  change(client, expected);
  try {
    client.setQueryData(viewsOptions.queryKey, await ask());
  } catch (error) {
    void client.invalidateQueries({ queryKey: viewsOptions.queryKey });
    throw error;
  }
}

function change(client: QueryClient, next: (answer: ViewsAnswer) => ViewsAnswer): void {
  client.setQueryData(viewsOptions.queryKey, (answer) => answer && next(answer));
}
