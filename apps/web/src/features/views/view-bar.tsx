import type { ViewContent } from '@watchfloor/contract';
import { BookmarkPlus } from 'lucide-react';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import type { OpenView } from './open-view.ts';
import { type Screen, toContent } from './view-content.ts';
import { useViews } from './views-context.ts';

/** The open view's name, with a dot while what is on the screen is not what was saved. */
export function ViewTitle({ opened }: { opened: OpenView }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <HostileText text={opened.view.name} className="min-w-0" />
      {opened.isDirty && (
        <span title="Unsaved changes" className="size-2 flex-none rounded-full bg-accent">
          <span className="sr-only">Unsaved changes</span>
        </span>
      )}
    </span>
  );
}

export interface ViewBarProps {
  opened: OpenView | undefined;
  screen: Screen;
  /** What a new view of this list shows. */
  target: ViewContent['target'];
  onRevert: (opened: OpenView) => void;
}

/** Save, Save as, Revert; and for a list that is no view, Save as a view. Nothing where there is nothing to save. */
export function ViewBar({ opened, screen, target, onRevert }: ViewBarProps) {
  const views = useViews();
  const mayKeep = views.may('analyst');
  const range = { from: screen.query.from, to: screen.query.to };
  if (!opened) {
    if (!mayKeep) return null;
    return (
      <Button
        size={24}
        icon={BookmarkPlus}
        onPress={() => views.ask({ kind: 'save_as', name: '', content: toContent(target, screen, true), range })}
      >
        Save as a view
      </Button>
    );
  }
  const { view, base, content, isDirty, isBehind } = opened;
  const saveAs = () =>
    views.ask({
      kind: 'save_as',
      name: view.name,
      content: { ...toContent(content.target, screen, base.content.range !== null) },
      range,
      from: view.id,
    });
  return (
    <div role="group" aria-label="This view" className="flex items-center gap-1">
      {isBehind && <Behind opened={opened} onShow={() => onRevert(opened)} />}
      {isDirty && (
        <>
          {view.editable && (
            <Button size={24} look="plain" onPress={() => void views.save(view, base.version, content, range)}>
              Save
            </Button>
          )}
          {mayKeep && (
            <Button size={24} look={view.editable ? 'quiet' : 'plain'} onPress={saveAs}>
              {view.editable ? 'Save as…' : 'Save as mine…'}
            </Button>
          )}
          <Button size={24} onPress={() => onRevert(opened)}>
            Revert
          </Button>
        </>
      )}
    </div>
  );
}

/** A colleague's change is told; it comes to the screen when it is asked for. */
function Behind({ opened: { view, isDirty }, onShow }: { opened: OpenView; onShow: () => void }) {
  const zone = useZone();
  const now = useNow();
  const when = view.updatedAt === null ? '' : ` at ${formatTime(view.updatedAt, zone, now)}`;
  return (
    <span role="status" className="flex items-center gap-1 text-muted">
      <span className="flex min-w-0">
        <HostileText text={view.updatedBy ?? 'Somebody'} className="max-w-40" />
        <span className="whitespace-pre">{` changed it${when}.`}</span>
      </span>
      {!isDirty && (
        <Button size={24} onPress={onShow}>
          Show
        </Button>
      )}
    </span>
  );
}
