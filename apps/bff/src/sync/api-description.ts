import {
  coverageAnswerSchema,
  type ProblemCode,
  readTaskAnswerSchema,
  readTaskSchema,
  sourceCoverageSchema,
} from '@watchfloor/contract';
import type { RouteDescription } from '../http/openapi.ts';

export const coverageSchemas = {
  CoverageAnswer: coverageAnswerSchema,
  SourceCoverage: sourceCoverageSchema,
  ReadTaskAnswer: readTaskAnswerSchema,
  ReadTask: readTaskSchema,
};

const everywhere: ProblemCode[] = ['bad_parameter', 'request_refused', 'body_too_large', 'internal'];
const ofAConnection: ProblemCode[] = [...everywhere, 'unknown_connection'];

export const coverageDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /api/sources/:connection/coverage': {
    summary: 'What was read of a connection and when, how far it is behind, what its calls went to, and what failed',
    answer: { schema: 'CoverageAnswer' },
    problems: ofAConnection,
  },
  'POST /api/sources/:connection/refresh': {
    summary: 'Has the newest read now rather than when it is due',
    answer: { mediaType: 'application/json' },
    problems: ofAConnection,
  },
  'POST /api/sources/:connection/:resource/tasks': {
    summary: 'Reads a range now, or compares what is kept of it with the vendor; the answer is the task to ask after',
    answer: { schema: 'ReadTaskAnswer' },
    problems: [...ofAConnection, 'role_missing', 'unknown_resource', 'bad_range', 'not_ready', 'too_many'],
  },
  'GET /api/sources/tasks/:id': {
    summary: 'How far a task has come, and its result',
    answer: { schema: 'ReadTaskAnswer' },
    problems: [...everywhere, 'unknown_task'],
  },
  'POST /api/sources/tasks/:id/stop': {
    summary: 'Ends a task; what it has read stays',
    answer: { schema: 'ReadTaskAnswer' },
    problems: [...everywhere, 'role_missing', 'unknown_task'],
  },
};
