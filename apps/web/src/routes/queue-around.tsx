import { Link } from '@tanstack/react-router';
import { Orbit } from 'lucide-react';
import { setAroundOpen } from '../features/around/around-open.ts';
import { AroundPanel } from '../features/around/around-panel.tsx';
import { FindingValueMenu } from '../features/finding/finding-value-menu.tsx';
import { Button } from '../ui/button.tsx';
import { listPath, queuePath } from './addresses.ts';

/** Asks for it, or puts it away. */
export function AroundButton({ isOpen }: { isOpen: boolean }) {
  return (
    <Button icon={Orbit} hotkey="o" isExpanded={isOpen} onPress={() => setAroundOpen(!isOpen)}>
      Around it
    </Button>
  );
}

/** Around a finding of the queue: each count leads to the queue with what was counted, each live one to that source's list. */
export function QueueAround({ uid, own, level }: { uid: string; own: string; level: 2 | 3 }) {
  return (
    <AroundPanel
      key={uid}
      uid={uid}
      own={own}
      level={level}
      renderMenu={(value, kind) => <FindingValueMenu value={value} kind={kind} filter={undefined} />}
      renderCount={(params, children, className) => (
        <Link to={queuePath} search={params} className={className}>
          {children}
        </Link>
      )}
      renderLive={({ connection, resource }, params, children, className) => (
        <Link to={listPath} params={{ connection, resource }} search={params} className={className}>
          {children}
        </Link>
      )}
    />
  );
}
