import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { createApp } from '../app.ts';

export interface Listening {
  port: number;
  origin: string;
  close(): Promise<void>;
}

/** The app on a free port of loopback. */
export function listen(app: Pick<ReturnType<typeof createApp>, 'fetch'>): Promise<Listening> {
  return listenOn(createAdaptorServer({ fetch: app.fetch }) as Server);
}

/** Any server of a test, likewise; `close` does not wait for what a client holds open. */
export function listenOn(server: Server): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        origin: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
