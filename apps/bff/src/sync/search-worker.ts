import { parentPort, workerData } from 'node:worker_threads';
import { type SearchQuestion, toSearchText } from './search-text.ts';

const { record, raw } = workerData as SearchQuestion;
parentPort?.postMessage(toSearchText(record, raw));
