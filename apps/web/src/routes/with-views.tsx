import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import type { View } from '@watchfloor/contract';
import { type ReactNode, useEffect } from 'react';
import { sourcesOptions } from '../features/connections/sources-query.ts';
import { sessionOptions } from '../features/identity/session-query.ts';
import { useSession } from '../features/identity/use-session.ts';
import { keepDraftsOf } from '../features/views/drafts.ts';
import { ViewsProvider } from '../features/views/views-provider.tsx';
import { viewsOptions } from '../features/views/views-query.ts';
import { asParams, toViewParam } from './addresses.ts';
import { toViewPlace } from './view-place.ts';

/** Gives every page the views, and what can be done with them. */
export function WithViews({ children }: { children: ReactNode }) {
  const navigate = useNavigate();
  const router = useRouter();
  const connections = useQuery(sourcesOptions).data?.connections ?? [];
  const { views, defaultView } = useQuery(viewsOptions).data ?? { views: [], defaultView: null };
  const knowsPerson = useQuery(sessionOptions).isSuccess;
  const { person, may } = useSession();
  const personId = person?.id;
  useEffect(() => {
    if (personId !== undefined) keepDraftsOf(personId);
  }, [personId]);
  const params = () => asParams(router.state.location.search);

  const onOpen = (view: View) => {
    const place = toViewPlace(view, connections, router.state.location);
    if (place) void navigate(place);
  };
  const onDeleted = (id: string) => {
    const left = router.state.location;
    if (params().view !== id) return () => undefined;
    const { view: _, ...rest } = params();
    void navigate({ to: left.pathname, search: rest, replace: true });
    return (view: View) => {
      if (router.state.location.pathname !== left.pathname || params().view !== undefined) return;
      void navigate({ to: left.pathname, search: { ...params(), ...toViewParam(view.id) }, replace: true });
    };
  };
  const toUrl = (view: View) => {
    const place = toViewPlace(view, connections, undefined);
    return location.origin + (place ? router.buildLocation(place).href : '/views');
  };
  return (
    <ViewsProvider
      place={{
        connections,
        views,
        defaultView,
        // Where nobody signs in, whoever is let in may do all.
        may: (role) => knowsPerson && (person === null || may(role)),
        onOpen,
        onDeleted,
        toUrl,
      }}
    >
      {children}
    </ViewsProvider>
  );
}
