import { parentPort, workerData } from 'node:worker_threads';
import { parseLossless } from './lossless-json.ts';
import { prune } from './prune.ts';

// Handing a parsed object to the main thread costs as much as parsing it there. What a screen can show does not: the
// raw record keeps the rest.
parentPort?.postMessage(prune(parseLossless(workerData as string)));
