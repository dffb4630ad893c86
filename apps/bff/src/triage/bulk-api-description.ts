import {
  bulkItemsAnswerSchema,
  bulkJobSchema,
  bulkJobsAnswerSchema,
  bulkLimits,
  frozenSetSchema,
  type ProblemCode,
} from '@watchfloor/contract';
import type { RouteDescription } from '../http/openapi.ts';

export const bulkSchemas = {
  BulkJob: bulkJobSchema,
  BulkJobsAnswer: bulkJobsAnswerSchema,
  BulkItemsAnswer: bulkItemsAnswerSchema,
  FrozenSet: frozenSetSchema,
};

const everywhere: ProblemCode[] = ['bad_parameter', 'request_refused', 'body_too_large', 'role_missing', 'internal'];
const ofAJob: ProblemCode[] = [...everywhere, 'unknown_task'];

export const bulkDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /api/queue/bulk': {
    summary: "The caller's own decisions about many findings, latest first",
    answer: { schema: 'BulkJobsAnswer' },
    problems: everywhere,
  },
  'POST /api/queue/bulk': {
    summary: `Freezes a set of findings, by name or by question, and counts it: at most ${bulkLimits.findings}. Decides nothing`,
    answer: { schema: 'FrozenSet' },
    problems: [...everywhere, 'unknown_filter', 'bad_range', 'too_many'],
  },
  'GET /api/queue/bulk/:id': {
    summary: 'How far it is',
    answer: { schema: 'BulkJob' },
    problems: ofAJob,
  },
  'POST /api/queue/bulk/:id/confirm': {
    summary: 'Decides about the frozen set, once for each `key`; `findings` is the count that was agreed to',
    answer: { schema: 'BulkJob' },
    problems: [...ofAJob, 'read_only', 'unknown_person'],
  },
  'POST /api/queue/bulk/:id/stop': {
    summary: 'Stops it. When this is answered nothing more is decided; what was done stands',
    answer: { schema: 'BulkJob' },
    problems: [...ofAJob, 'read_only'],
  },
  'POST /api/queue/bulk/:id/undo': {
    summary: 'Takes back what nobody changed since; it is a job of its own',
    answer: { schema: 'BulkJob' },
    problems: [...ofAJob, 'read_only'],
  },
  'GET /api/queue/bulk/:id/items': {
    summary: 'The receipt: what became of each finding, behind `after`, of one `outcome` or of all',
    answer: { schema: 'BulkItemsAnswer' },
    problems: ofAJob,
  },
  'GET /api/queue/bulk/:id/receipt': {
    summary: 'The whole receipt as a file',
    answer: { mediaType: 'text/csv' },
    problems: ofAJob,
  },
};
