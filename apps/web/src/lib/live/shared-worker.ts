import '../zod-setup.ts';
import { openQueueStream } from '../api.ts';
import { followStream } from './follow-stream.ts';
import type { FromWorker, StreamState, ToWorker } from './live-event.ts';

/** One for all tabs of a browser: it holds the one stream, and passes on what comes. */

interface WorkerScope {
  addEventListener: (type: 'connect', listener: (event: MessageEvent) => void) => void;
}

const tabs = new Set<MessagePort>();
let state: StreamState = { kind: 'connecting' };
let following: AbortController | undefined;

// The types of the page's own scope are those of the project; a shared worker's has this event beside.
(globalThis as unknown as WorkerScope).addEventListener('connect', ({ ports: [port] }) => {
  if (!port) return;
  port.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if (data.kind === 'join') join(port, data);
    else leave(port);
  });
  port.start();
});

function join(port: MessagePort, { person, lock }: ToWorker & { kind: 'join' }): void {
  tabs.add(port);
  // The browser gives the lock to us when the tab is gone, however it went.
  void navigator.locks.request(lock, () => leave(port));
  // Who signed out and in again is somebody else to the server, whatever stream is still open.
  const isForeign = state.kind === 'live' && state.person !== person;
  if (following === undefined || state.kind === 'signed_out' || isForeign) follow();
  else tell(port, { kind: 'state', state });
}

function leave(port: MessagePort): void {
  tabs.delete(port);
  if (tabs.size > 0) return;
  following?.abort();
  following = undefined;
}

function follow(): void {
  following?.abort();
  const current = new AbortController();
  following = current;
  const toAll = (message: FromWorker) => {
    if (!current.signal.aborted) for (const port of tabs) tell(port, message);
  };
  void followStream(
    {
      open: openQueueStream,
      onState(next) {
        if (!current.signal.aborted) state = next;
        toAll({ kind: 'state', state: next });
      },
      onChanges(changes, person) {
        if (!current.signal.aborted) state = { kind: 'live', person, change: changes.change };
        toAll({ kind: 'changes', person, changes });
      },
    },
    current.signal,
  );
}

const tell = (port: MessagePort, message: FromWorker) => port.postMessage(message);
