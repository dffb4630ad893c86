import { createServer } from 'node:net';
import { CommandError } from '../say.mjs';

/**
 * @param {string} text from a flag or the environment
 * @param {string} flag for the message
 */
export function parsePort(text, flag) {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new CommandError(`${flag}: "${text}" is not a port. Give a number from 0 (any free port) to 65535.`);
  }
  return port;
}

/**
 * Says before anything is started which port is taken and how to choose another one.
 * @param {number} port 0 is always free
 * @param {string} flag
 * @param {string} purpose
 * @returns {Promise<void>}
 */
export function assertPortIsFree(port, flag, purpose) {
  if (port === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(
        new CommandError(
          error.code === 'EADDRINUSE'
            ? `Port ${port} (${purpose}) is in use. Choose another one with ${flag} <port>; 0 takes any free one.`
            : `Port ${port} (${purpose}) cannot be opened: ${error.message}. Choose another one with ${flag} <port>.`,
        ),
      ),
    );
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => probe.close(() => resolve()));
  });
}
