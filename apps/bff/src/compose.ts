import { type OpenConnection, openConnection } from '@watchfloor/connectors';
import { createApp } from './app.ts';
import { type Config, ConfigError } from './config.ts';
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
  const connections = openAll(config, now);
  const site = createStaticSite(config.webRoot);
  const desk = createSourceDesk({ connections, sealer: createCursorSealer(config.masterKey, now), now });
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
      await Promise.all(connections.map((connection) => connection.close()));
    },
  };
}

function openAll(config: Config, now: () => number): OpenConnection[] {
  const faults: string[] = [];
  const opened = config.connections.flatMap((connection) => {
    try {
      return [openConnection({ ...connection, network: config.network, now })];
    } catch (error) {
      faults.push(`${connection.id}: ${error instanceof Error ? error.message : String(error)}`);
      return [];
    }
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return opened;
}
