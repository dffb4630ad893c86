import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { compose } from './compose.ts';
import { ConfigError, loadConfig } from './config.ts';
import { createLog, toLogFields } from './log.ts';

/** After this, connections that are still busy are cut. */
const drainMs = 5_000;

const log = createLog((line) => process.stdout.write(line));

try {
  start();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  fail(error.lines);
}

function start(): void {
  const config = loadConfig();
  for (const warning of config.warnings) log.warn('configuration', { detail: warning });
  if (config.masterKeyIsRandom) {
    log.info('no key was given', {
      detail: 'Cursors end with this process. Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE.',
    });
  }
  const { app, close } = compose(config, log);
  const { host, port } = config.server;
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server;
  // A client that sends its request by the drop holds a socket no longer than this.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;

  server.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be opened (${error.code ?? error.message})`;
    fail([`Port ${port} on ${host} ${why}. Choose another with server.port in watchfloor.yaml or WATCHFLOOR_PORT.`]);
  });
  server.listen(port, host, () => {
    const address = server.address();
    const bound = typeof address === 'object' && address !== null ? address.port : port;
    log.info('listening', { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}` });
  });

  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { reason });
    drain(server, close).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stopping failed', toLogFields(error));
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  if (config.exitWithStdin)
    process.stdin
      .resume()
      .once('end', () => stop('stdin ended'))
      .once('error', () => stop('stdin failed'));
}

/** Stops accepting, ends vendor calls, lets answers go out, and cuts what is left after `drainMs`. */
async function drain(server: Server, close: () => Promise<void>): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), drainMs - 500);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = new Promise<void>((resolve) => setTimeout(resolve, drainMs).unref());
  await Promise.race([Promise.all([close(), closed]), late]);
  clearTimeout(cut);
}

function fail(lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
