import { Worker } from 'node:worker_threads';
import { ConnectorError } from '../errors.ts';
import { parseLossless } from './lossless-json.ts';

/** Above this, parsing would hold the event loop for longer than a few milliseconds. */
const inlineBytesMax = 1_048_576;

/**
 * Checks that a body is JSON and parses it without loss; large ones in a worker, so that no other answer waits.
 * @throws ConnectorError `bad_response`
 */
export async function parseBody(
  body: Buffer,
  contentType: string | undefined,
  signal: AbortSignal,
): Promise<{ text: string; json: unknown }> {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const text = body.toString('utf8');
  if (type === 'text/html' || /^\s*<(?:!doctype|html|\?xml)/i.test(text.slice(0, 200))) {
    throw new ConnectorError(
      'bad_response',
      'It answered with a web page where its API should be. Check the port, host and path in base_url.',
    );
  }
  if (type !== '' && !/^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)) {
    throw new ConnectorError(
      'bad_response',
      `It answered with ${type.slice(0, 60)} where JSON was expected. Check base_url.`,
    );
  }
  if (text.trim() === '')
    throw new ConnectorError('bad_response', 'It answered with nothing at all.', { retryable: true });
  try {
    return { text, json: body.length <= inlineBytesMax ? parseLossless(text) : await parseInWorker(text, signal) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Truncated and garbled bodies are accidents of the way more often than the vendor's last word.
    throw new ConnectorError('bad_response', 'Its answer is not whole, valid JSON.', { retryable: true, cause: error });
  }
}

function parseInWorker(text: string, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./parse-worker.ts', import.meta.url), { workerData: text });
    const stop = () => {
      reject(signal.reason as Error);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new ConnectorError('bad_response', 'Its answer could not be parsed.'));
    });
  });
}
