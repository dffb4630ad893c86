import {
  connectionSchema,
  deletedViewSchema,
  detailAnswerSchema,
  exploreAnswerSchema,
  linkAnswerSchema,
  type ProblemCode,
  problemSchema,
  recordSchema,
  relatedAnswerSchema,
  resourceSchema,
  sectionAnswerSchema,
  sectionSchema,
  sourceAnswerSchema,
  sourcesAnswerSchema,
  viewAnswerSchema,
  viewSchema,
  viewsAnswerSchema,
} from '@watchfloor/contract';
import { auditDescriptions, auditSchemas } from './audit/api-description.ts';
import { connectionDescriptions, connectionSchemas } from './connections/api-description.ts';
import type { Parameter, RouteDescription } from './http/openapi.ts';
import { identityDescriptions, identitySchemas } from './identity/api-description.ts';
import { queueDescriptions, queueSchemas } from './queue/api-description.ts';
import { cursorCharsMax } from './sources/cursor.ts';
import { rowsPerPage } from './sources/question.ts';
import { coverageDescriptions, coverageSchemas } from './sync/api-description.ts';
import { bulkDescriptions, bulkSchemas } from './triage/bulk-api-description.ts';

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
  ViewsAnswer: viewsAnswerSchema,
  ViewAnswer: viewAnswerSchema,
  View: viewSchema,
  DeletedView: deletedViewSchema,
  LinkAnswer: linkAnswerSchema,
  ...identitySchemas,
  ...auditSchemas,
  ...connectionSchemas,
  ...coverageSchemas,
  ...queueSchemas,
  ...bulkSchemas,
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

const ofAView: ProblemCode[] = [...everywhere, 'role_missing', 'unknown_view', 'read_only'];

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
  ...identityDescriptions,
  ...auditDescriptions,
  ...connectionDescriptions,
  ...coverageDescriptions,
  ...queueDescriptions,
  ...bulkDescriptions,
  'GET /healthz': { summary: 'The process runs', answer: { mediaType: 'text/plain' }, problems: ['internal'] },
  'GET /readyz': {
    summary: 'Configuration and pages are loaded; asks no vendor',
    answer: { mediaType: 'text/plain' },
    problems: ['not_ready', 'internal'],
  },
  'GET /metrics': {
    summary: 'What this server measures, in the text format of Prometheus',
    answer: { mediaType: 'text/plain' },
    problems: ['request_refused', 'internal'],
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
  'GET /api/views': {
    summary: "The operator's, the shared and the caller's own views, in the caller's order",
    answer: { schema: 'ViewsAnswer' },
    problems: everywhere,
  },
  'POST /api/views': {
    summary: 'Keeps a view; sharing it needs the role lead',
    answer: { schema: 'ViewAnswer' },
    problems: [...everywhere, 'role_missing', 'name_taken', 'too_many'],
  },
  'PATCH /api/views/:id': {
    summary: 'Changes a view. `version_conflict` comes with the view as it is kept now, in `current`',
    answer: { schema: 'ViewAnswer' },
    problems: [...ofAView, 'version_conflict', 'name_taken'],
  },
  'DELETE /api/views/:id': {
    summary: 'Deletes a view, which can come back for a day',
    answer: { schema: 'DeletedView' },
    problems: ofAView,
  },
  'POST /api/views/:id/restore': {
    summary: 'Brings a deleted view back, under another name where its own was taken',
    answer: { schema: 'ViewAnswer' },
    problems: [...ofAView, 'name_taken', 'too_many'],
  },
  'PUT /api/views/order': {
    summary: "The caller's own order; what is not named comes behind",
    answer: { schema: 'ViewsAnswer' },
    problems: everywhere,
  },
  'PUT /api/views/default': {
    summary: 'The view that the caller begins with, or none',
    answer: { schema: 'ViewsAnswer' },
    problems: [...everywhere, 'unknown_view'],
  },
  'POST /api/links': {
    summary: 'A short link to a page; the same page of the same person has one',
    answer: { schema: 'LinkAnswer' },
    problems: [...everywhere, 'too_many'],
  },
  'GET /api/links/:id': {
    summary: 'Where a short link leads. It lends no rights: what its opener may not see is unknown',
    answer: { schema: 'LinkAnswer' },
    problems: [...everywhere, 'unknown_link'],
  },
};
