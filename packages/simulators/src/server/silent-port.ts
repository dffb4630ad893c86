import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** A port at which nobody answers: the queue of connections is full, so that a further one is neither taken nor refused. */
export interface SilentPort {
  end(): Promise<void>;
}

// Its own thread, which listens and then stands still: an event loop that runs would accept.
const listener = `
const { createServer } = require('node:net');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer((socket) => socket.destroy());
server.on('error', (error) => { throw error; });
server.listen({ port: workerData.port, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage('listening');
  Atomics.wait(workerData.ended, 0, 0);
  server.close();
});
`;
/** The kernel rounds the queue up as it likes. */
const fillersMax = 64;
const acceptedWithinMs = 50;

export async function openSilentPort(port: number): Promise<SilentPort> {
  const ended = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(listener, { eval: true, workerData: { port, ended } });
  const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await new Promise<unknown>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const fillers: Socket[] = [];
  for (let full = false; !full && fillers.length < fillersMax; ) {
    const socket = connect(port, '127.0.0.1').on('error', () => socket.destroy());
    fillers.push(socket);
    full = !(await Promise.race([
      new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true))),
      wait(acceptedWithinMs, false),
    ]));
  }
  return {
    async end() {
      for (const socket of fillers) socket.destroy();
      Atomics.store(ended, 0, 1);
      Atomics.notify(ended, 0);
      await gone;
    },
  };
}
