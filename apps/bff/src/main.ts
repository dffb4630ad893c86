import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { compose } from './compose.ts';
import type { ServerSettings } from './config/server-settings.ts';
import { ConfigError, loadConfig } from './config.ts';
import type { Identity } from './identity/identity.ts';
import { createLog, toLogFields } from './log.ts';
import { DatabaseError } from './store/failure.ts';

/** After this, connections that are still busy are cut. */
const drainMs = 5_000;

const log = createLog((line) => process.stdout.write(line));

try {
  await start();
} catch (error) {
  if (error instanceof ConfigError) fail(error.lines);
  if (error instanceof DatabaseError) fail([error.message]);
  throw error;
}

async function start(): Promise<void> {
  const config = loadConfig();
  for (const warning of config.warnings) log.warn('configuration', { detail: warning });
  if (config.masterKeyIsRandom && config.store.url !== undefined) {
    log.info('no key was given', {
      detail: 'Sign-ins end with this process, and no secret can be kept. Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE.',
    });
  }
  let stopping = false;
  let drain: () => Promise<void> = () => Promise.resolve();
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { reason });
    drain().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stopping failed', toLogFields(error));
        process.exit(1);
      },
    );
  };
  // Before the database: starting it takes a second, and whoever asks then is heard as well.
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (config.exitWithStdin)
    process.stdin
      .resume()
      .once('end', () => stop('stdin ended'))
      .once('error', () => stop('stdin failed'));

  const composing = compose(config, log);
  drain = () => withinLimit(composing.then(({ close }) => close()));
  const { app, identity, close } = await composing;
  if (stopping) return;
  const server = createAdaptorServer({ fetch: app.fetch, hostname: config.server.host }) as Server;
  // A client that sends its request by the drop holds a socket no longer than this.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  drain = () => drainServer(server, close);
  await listen(server, config.server, (origin) => sayStartLink(identity, config.server.publicOrigin ?? origin)).catch(
    async (error: unknown) => {
      await close();
      throw error;
    },
  );
}

async function listen(
  server: Server,
  { host, port }: ServerSettings,
  onOrigin: (origin: string) => Promise<void>,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${error.code ?? error.message})`;
      const where = `Port ${port} on ${host} ${why}.`;
      reject(new ConfigError([`${where} Choose another with server.port in watchfloor.yaml or WATCHFLOOR_PORT.`]));
    });
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  await onOrigin(url);
  log.info('listening', { url });
}

/** Whoever reads the log of a first start becomes the administrator: there is no password to begin with. */
async function sayStartLink(identity: Identity, origin: string): Promise<void> {
  const link = await identity.startLink(origin);
  if (!link) return;
  const until = new Date(link.expiresAt).toISOString();
  log.info('sign-in link', { url: link.url, until, detail: 'Open it in a browser. It works once.' });
}

/** Stops accepting, ends vendor calls, lets answers go out, and cuts what is left after `drainMs`. */
async function drainServer(server: Server, close: () => Promise<void>): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), drainMs - 500);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await withinLimit(Promise.all([close(), closed]));
  clearTimeout(cut);
}

/** Whatever hangs, the process ends; the database's guard ends the database then. */
async function withinLimit(work: Promise<unknown>): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, drainMs).unref());
  await Promise.race([work, late]);
}

function fail(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
