import { createLog } from '../../log.ts';
import { startEmbedded } from '../embedded/server.ts';

// A process of its own with a built-in database, for tests that kill it. Says where it is in one line.
const [dataDir = '', elsewhere] = process.argv.slice(2);
const log = createLog((line) => process.stderr.write(line));
try {
  const server = await startEmbedded({ dataDir, log, ...(elsewhere !== undefined && { elsewhere }) });
  const { url, pid, place } = server;
  process.stdout.write(`${JSON.stringify({ url, pid, home: place.home })}\n`);
  process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
} catch (error) {
  process.stdout.write(`${JSON.stringify({ failure: error instanceof Error ? error.message : String(error) })}\n`);
  process.exitCode = 1;
}
