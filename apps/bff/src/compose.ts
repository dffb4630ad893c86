import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { createConnectionBook } from './connections/connection-book.ts';
import { addConfigured } from './connections/from-config.ts';
import { createStaticSite } from './http/static-site.ts';
import type { Log } from './log.ts';
import { createCursorSealer } from './sources/cursor.ts';
import { createSourceDesk } from './sources/live-source-desk.ts';

export interface Composed {
  app: ReturnType<typeof createApp>;
  /** From now on not ready; ends every vendor call and releases the sockets. */
  close(): Promise<void>;
}

/** @throws ConfigError when a connection's settings cannot work */
export function compose(config: Config, log: Log, now: () => number = Date.now): Composed {
  const book = createConnectionBook(log);
  addConfigured(book, config.connections, config.network, now);
  const site = createStaticSite(config.webRoot);
  const desk = createSourceDesk({ book, sealer: createCursorSealer(config.masterKey, now), now });
  let closing = false;
  const whyNotReady = () => {
    if (closing) return 'Watchfloor is stopping.';
    return site.isPresent() ? undefined : `The pages are not built: ${config.webRoot} has no index.html.`;
  };
  const requestRules = { publicOrigin: config.server.publicOrigin };
  return {
    app: createApp({ desk, site, log, now, requestRules, whyNotReady }),
    async close() {
      closing = true;
      desk.close();
      await book.close();
    },
  };
}
