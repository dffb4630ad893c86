import type { Params, QueueExportFormat } from '@watchfloor/contract';
import { useSyncExternalStore } from 'react';
import { openQueueExport } from '../../lib/api.ts';
import { createLineCount } from './line-count.ts';

export interface ExportFile {
  /** The question, with a range that does not move. */
  params: Params;
  format: QueueExportFormat;
  /** The last change that the list on the screen knows of. */
  until: number;
}

export interface ExportRun {
  file: ExportFile;
  name: string;
  state: 'writing' | 'done' | 'stopped' | 'cut';
  /** undefined until the server said. */
  total: number | undefined;
  findings: number;
  bytes: number;
  /** Why it was cut. */
  problem: string | undefined;
}

interface Writing {
  controller: AbortController;
  /** What was written so far, handed to the browser piece by piece: it keeps large ones on the disk. */
  pieces: Blob[];
  /** Shows how far it is, unless another one took its place. */
  tell: (part: Partial<ExportRun>) => void;
}

const listeners = new Set<() => void>();
let shown: ExportRun | undefined;
let writing: Writing | undefined;

const pieceBytes = 4 * 1024 * 1024;
const tellEveryMs = 100;
const types: Record<QueueExportFormat, string> = { csv: 'text/csv', ndjson: 'application/x-ndjson' };

/** The file that is being written, or was last; it goes on while other pages are shown. */
export function useExportRun(): ExportRun | undefined {
  return useSyncExternalStore(subscribe, () => shown);
}

/** One at a time: the one before is put away. */
export async function startExport(file: ExportFile, now = new Date()): Promise<void> {
  forgetExport();
  const own: Writing = {
    controller: new AbortController(),
    pieces: [],
    tell: (part) => {
      if (writing === own && shown) show({ ...shown, ...part });
    },
  };
  writing = own;
  const name = `watchfloor-findings-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.${file.format}`;
  show({ file, name, state: 'writing', total: undefined, findings: 0, bytes: 0, problem: undefined });
  try {
    const isWhole = await write(file, own);
    own.tell(isWhole ? { state: 'done' } : { state: 'cut', problem: 'The answer ended before its last line.' });
    if (isWhole && writing === own) saveExport();
  } catch (error) {
    if (own.controller.signal.aborted) own.tell({ state: 'stopped' });
    else own.tell({ state: 'cut', problem: error instanceof Error ? error.message : String(error) });
  }
}

export function stopExport(): void {
  writing?.controller.abort();
}

/** Gives what was written to the person, whole or not: the file says itself which it is. */
export function saveExport(): void {
  if (!shown || !writing) return;
  const url = URL.createObjectURL(new Blob(writing.pieces, { type: types[shown.file.format] }));
  const link = document.createElement('a');
  link.href = url;
  link.download = shown.name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Puts the message away, and lets go of what was written. */
export function forgetExport(): void {
  const last = writing;
  writing = undefined;
  last?.controller.abort();
  show(undefined);
}

/** @returns whether the file has its last line */
async function write(file: ExportFile, { controller, pieces, tell }: Writing): Promise<boolean> {
  const { total, body } = await openQueueExport(file, controller.signal);
  tell({ total });
  const lines = createLineCount(file.format);
  const decoder = new TextDecoder();
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let chunkBytes = 0;
  let bytes = 0;
  let toldAt = 0;
  const keep = () => {
    pieces.push(new Blob(chunks));
    chunks = [];
    chunkBytes = 0;
  };
  try {
    for await (const chunk of readChunks(body)) {
      lines.push(decoder.decode(chunk, { stream: true }));
      chunks.push(chunk);
      chunkBytes += chunk.byteLength;
      bytes += chunk.byteLength;
      if (chunkBytes >= pieceBytes) keep();
      if (performance.now() - toldAt < tellEveryMs) continue;
      toldAt = performance.now();
      tell({ findings: lines.findings(), bytes });
    }
  } finally {
    keep();
    tell({ findings: lines.findings(), bytes });
  }
  return lines.isWhole();
}

/** A stream is not iterable in every browser. */
async function* readChunks(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function show(next: ExportRun | undefined): void {
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
