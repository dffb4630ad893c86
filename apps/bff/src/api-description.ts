import {
  connectionSchema,
  detailAnswerSchema,
  exploreAnswerSchema,
  type ProblemCode,
  problemSchema,
  recordSchema,
  relatedAnswerSchema,
  resourceSchema,
  sectionAnswerSchema,
  sectionSchema,
  sourceAnswerSchema,
  sourcesAnswerSchema,
} from '@watchfloor/contract';
import type { Parameter, RouteDescription } from './http/openapi.ts';
import { cursorCharsMax } from './sources/cursor.ts';
import { rowsPerPage } from './sources/question.ts';

export const apiSchemas = {
  Problem: problemSchema,
  SourcesAnswer: sourcesAnswerSchema,
  Connection: connectionSchema,
  Resource: resourceSchema,
  ExploreAnswer: exploreAnswerSchema,
  SourceRecord: recordSchema,
  SourceAnswer: sourceAnswerSchema,
  DetailAnswer: detailAnswerSchema,
  Section: sectionSchema,
  RelatedAnswer: relatedAnswerSchema,
  SectionAnswer: sectionAnswerSchema,
};

const everywhere: ProblemCode[] = ['bad_parameter', 'request_refused', 'body_too_large', 'internal'];
const ofASource: ProblemCode[] = [...everywhere, 'unknown_connection', 'unknown_resource', 'not_ready'];
const ofARecord: ProblemCode[] = [
  ...ofASource,
  'bad_key',
  'record_gone',
  'source_failed',
  'source_unauthorised',
  'source_throttled',
  'source_timeout',
];

const timeText = 'now, now-24h, ISO 8601 with its offset, or epoch milliseconds';
const listQuery: Parameter[] = [
  { name: 'from', in: 'query', description: `${timeText}; default: as the list opens`, schema: { type: 'string' } },
  { name: 'to', in: 'query', description: `${timeText}; default: now`, schema: { type: 'string' } },
  { name: 'order', in: 'query', description: "One of the list's orders", schema: { type: 'string' } },
  {
    name: 'cursor',
    in: 'query',
    description: "The last answer's `cursor`, with the same question",
    schema: { type: 'string', maxLength: cursorCharsMax },
  },
  {
    name: 'rows',
    in: 'query',
    description: 'How many rows to aim for',
    schema: { type: 'integer', minimum: rowsPerPage.min, maximum: rowsPerPage.max, default: rowsPerPage.default },
  },
  {
    name: 'filters',
    in: 'query',
    description:
      "Each filter by its own name; `not_` before it turns it round. GET /api/sources lists a list's filters",
    schema: { type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } },
    style: 'form',
    explode: true,
  },
];

/** What each route is for and how it fails. A route that is missing here fails a test. */
export const apiDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /healthz': { summary: 'The process runs', answer: { mediaType: 'text/plain' }, problems: ['internal'] },
  'GET /readyz': {
    summary: 'Configuration and pages are loaded; asks no vendor',
    answer: { mediaType: 'text/plain' },
    problems: ['not_ready', 'internal'],
  },
  'GET /api/openapi.json': {
    summary: 'This description',
    answer: { mediaType: 'application/json' },
    problems: ['internal'],
  },
  'GET /api/sources': {
    summary: 'The connections, their lists, filters and columns, their health and quota',
    answer: { schema: 'SourcesAnswer' },
    problems: everywhere,
  },
  'GET /api/explore/:connection/:resource': {
    summary: "A page of a list, live. A vendor's failure is a state of the source, not a problem",
    answer: { schema: 'ExploreAnswer' },
    problems: [...ofASource, 'unknown_filter', 'bad_range', 'bad_cursor', 'cursor_expired', 'cursor_foreign'],
    query: listQuery,
  },
  'GET /api/explore/:connection/:resource/records/:key': {
    summary: 'A record with its facts, sections and raw text',
    answer: { schema: 'DetailAnswer' },
    problems: ofARecord,
  },
  'GET /api/explore/:connection/:resource/records/:key/raw': {
    summary: 'The record byte for byte as the vendor sent it, as a download',
    answer: { mediaType: 'text/plain' },
    problems: ofARecord,
  },
  'GET /api/explore/:connection/:resource/records/:key/related': {
    summary: 'Records that this one belongs to or consists of',
    answer: { schema: 'RelatedAnswer' },
    problems: ofARecord,
  },
  'GET /api/explore/:connection/:resource/records/:key/sections/:section': {
    summary: 'A section that is heavy at the vendor and therefore asked for by itself',
    answer: { schema: 'SectionAnswer' },
    problems: [...ofARecord, 'unknown_section'],
  },
};
