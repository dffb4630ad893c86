import type { ReadTask } from '@watchfloor/contract';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toVisibleText } from '../../ui/text/visible.ts';
import { DifferenceTable } from './difference-table.tsx';
import type { Moment } from './moment.ts';
import { isUnderWay, taskKindWords, toNotCoveredWords, toTaskWords } from './task-words.ts';

export interface TaskListProps {
  /** Latest first. */
  tasks: readonly ReadTask[];
  moment: Moment;
  /** Absent for who may not stop one. */
  onStop: ((id: string) => void) | undefined;
}

/** Who asked for what, and what came of it: all that run and the latest that ended; the rest of the day folds. */
export function TaskList({ tasks, moment, onStop }: TaskListProps) {
  const [showsEarlier, setShowsEarlier] = useState(false);
  const running = tasks.filter(isUnderWay);
  const [latest, ...earlier] = tasks.filter((task) => !isUnderWay(task));
  if (tasks.length === 0) return <p className="mt-2 text-muted">Nothing was asked for in the last day.</p>;
  return (
    <>
      {/* Progress is not read out with every answer; what came of it is. */}
      <p role="status" className="sr-only">
        {latest && toVisibleText(toTaskWords(latest, moment.clock).text)}
      </p>
      <ul aria-label="Asked for" className="mt-2">
        {[...running, ...(latest ? [latest] : [])].map((task) => (
          <Task key={task.id} task={task} moment={moment} onStop={onStop} />
        ))}
      </ul>
      {earlier.length > 0 && (
        <Disclosure
          title="Earlier"
          note={earlier.length}
          level={4}
          isOpen={showsEarlier}
          onOpenChange={setShowsEarlier}
          className="-ml-2"
        >
          <ul aria-label="Asked for earlier" className="ml-2">
            {earlier.map((task) => (
              <Task key={task.id} task={task} moment={moment} onStop={undefined} />
            ))}
          </ul>
        </Disclosure>
      )}
    </>
  );
}

function Task({ task, moment, onStop }: Omit<TaskListProps, 'tasks'> & { task: ReadTask }) {
  const { clock } = moment;
  const { kind, range, askedBy, askedAt, result } = task;
  const words = toTaskWords(task, clock);
  const isRunning = isUnderWay(task);
  const notCovered = toNotCoveredWords(result?.notCovered ?? [], clock);
  return (
    <li className="border-t border-line py-1.5">
      <div className="flex min-h-6 items-start gap-3">
        <div className="min-w-0 flex-1 py-1">
          <p>
            <span className={cx('font-medium', words.tone === 'attention' && 'text-attention')}>
              <HostileText text={words.text} cut="none" canShowAll={false} />
            </span>
            {notCovered !== '' && ` ${notCovered}`}
          </p>
          <p className="text-muted">
            {taskKindWords[kind]} {clock(range.from)} – {clock(range.to)}, asked by{' '}
            <HostileText text={askedBy} cut="none" canShowAll={false} /> at {clock(askedAt)}
          </p>
        </div>
        {isRunning && onStop && (
          <Button look="plain" size={24} onPress={() => onStop(task.id)}>
            Stop
          </Button>
        )}
      </div>
      {result && result.named.length > 0 && (
        <DifferenceTable named={result.named} total={result.differences} moment={moment} />
      )}
    </li>
  );
}
