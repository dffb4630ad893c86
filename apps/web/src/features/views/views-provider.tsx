import { useQueryClient } from '@tanstack/react-query';
import { type View, type ViewContent, viewSchema } from '@watchfloor/contract';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { changeView, deleteView, orderViews, restoreView, setDefaultView, toCurrent } from '../../lib/api.ts';
import { copyValue } from '../../lib/copy.ts';
import { useKeys } from '../../lib/keymap.ts';
import { useToast } from '../../ui/toast/toast.tsx';
import { forgetDraft } from './drafts.ts';
import { hasCode, toWords, useChange } from './use-change.ts';
import { withStep } from './view-order.ts';
import { type ViewDialog, type Views, ViewsContext, type ViewsPlace } from './views-context.ts';
import { choose, dropView, putView, viewsOptions } from './views-query.ts';

const ViewDialogs = lazy(() => import('./view-dialogs.tsx').then((module) => ({ default: module.ViewDialogs })));

const undoMs = 10_000;

/** What can be done with views, from wherever they are shown. The server's word is final; a refusal is told in its words. */
export function ViewsProvider({ place, children }: { place: ViewsPlace; children: ReactNode }) {
  const client = useQueryClient();
  const change = useChange();
  const toast = useToast();
  const [dialog, ask] = useState<ViewDialog>();
  const [undo, setUndo] = useState<{ run: () => void }>();
  const { views } = place;

  useEffect(() => {
    if (!undo) return;
    const timer = setTimeout(() => setUndo(undefined), undoMs);
    return () => clearTimeout(timer);
  }, [undo]);
  useKeys(undo ? [{ keys: 'z', label: 'Undo', group: 'Screen', run: undo.run }] : []);

  const say = (error: unknown) => toast({ text: toWords(error), shownMs: 8_000 });

  const save = async (view: View, version: number, content: ViewContent, range: ViewContent['range']) => {
    try {
      putView(client, await change(() => changeView(view.id, { version, content })));
      forgetDraft(view.id);
      toast({ text: `Saved “${view.name}”` });
    } catch (error) {
      const theirs = toCurrent(error, viewSchema);
      if (theirs) {
        putView(client, theirs);
        ask({ kind: 'conflict', theirs, mine: content, range });
      } else if (hasCode(error, 'role_missing', 'read_only', 'unknown_view')) {
        if (error.code === 'unknown_view') dropView(client, view.id);
        ask({ kind: 'save_as', name: view.name, content, range, reason: toWords(error), from: view.id });
      } else say(error);
    }
  };

  const restore = async (view: View, comeBack: (view: View) => void) => {
    setUndo(undefined);
    const onRestored = (restored: View) => {
      putView(client, restored);
      comeBack(restored);
      toast({ text: `“${restored.name}” is back` });
    };
    try {
      onRestored(await change(() => restoreView(view.id)));
    } catch (error) {
      if (hasCode(error, 'name_taken')) {
        // Who took the name is not known here yet, and the proposed one has to be free.
        await client.refetchQueries({ queryKey: viewsOptions.queryKey });
        ask({ kind: 'restore', id: view.id, name: view.name, said: toWords(error), onRestored });
      } else say(error);
    }
  };

  const remove = async (view: View) => {
    try {
      await change(() => deleteView(view.id));
    } catch (error) {
      say(error);
      return;
    }
    dropView(client, view.id);
    const comeBack = place.onDeleted(view.id);
    const run = () => void restore(view, comeBack);
    setUndo({ run });
    toast({ text: `Deleted “${view.name}”`, action: { label: 'Undo (z)', onAction: run }, shownMs: undoMs });
  };

  const reorder = (ids: string[]) => {
    const placeOf = new Map(ids.map((id, index) => [id, index]));
    const inOrder = (list: readonly View[]) =>
      list.toSorted((a, b) => (placeOf.get(a.id) ?? ids.length) - (placeOf.get(b.id) ?? ids.length));
    choose(
      client,
      (answer) => ({ ...answer, views: inOrder(answer.views) }),
      () => change(() => orderViews(ids)),
    ).catch(say);
  };

  const setDefault = (view: View | null) => {
    const id = view?.id ?? null;
    choose(
      client,
      (answer) => ({ ...answer, defaultView: id }),
      () => change(() => setDefaultView(id)),
    ).then(() => toast({ text: view ? `“${view.name}” opens at start` : 'No view opens at start' }), say);
  };

  const value: Views = {
    ...place,
    ask,
    save,
    reorder,
    setDefault,
    rename: (view) => ask({ kind: 'rename', view }),
    share: (view) => ask({ kind: 'share', view }),
    saveAsMine: (view) => {
      if (view.content === null) return;
      ask({ kind: 'save_as', name: view.name, content: view.content, range: view.content.range });
    },
    moveBy: (view, places) =>
      reorder(
        withStep(
          views.map(({ id }) => id),
          view.id,
          places,
        ),
      ),
    copyLink: (view) =>
      void copyValue(place.toUrl(view), undefined, true).then(
        () => toast({ text: `Copied the link to “${view.name}”` }),
        () => toast({ text: 'The browser did not allow copying.' }),
      ),
    remove: (view) => void remove(view),
  };
  return (
    <ViewsContext value={value}>
      {children}
      <Suspense fallback={null}>
        {dialog && <ViewDialogs dialog={dialog} views={value} onClose={() => ask(undefined)} />}
      </Suspense>
    </ViewsContext>
  );
}
