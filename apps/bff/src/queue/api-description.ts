import {
  aroundAnswerSchema,
  assigneesAnswerSchema,
  decisionAnswerSchema,
  type ProblemCode,
  queueAnswerSchema,
  queueChangesSchema,
  queueCountsAnswerSchema,
  queueFacetsAnswerSchema,
  queueFindingAnswerSchema,
  queueGroupsAnswerSchema,
  queueNewsSchema,
  queueRowSchema,
  queueValuesAnswerSchema,
} from '@watchfloor/contract';
import type { RouteDescription } from '../http/openapi.ts';

export const queueSchemas = {
  QueueAnswer: queueAnswerSchema,
  QueueRow: queueRowSchema,
  QueueFacetsAnswer: queueFacetsAnswerSchema,
  QueueNews: queueNewsSchema,
  QueueGroupsAnswer: queueGroupsAnswerSchema,
  QueueValuesAnswer: queueValuesAnswerSchema,
  QueueCountsAnswer: queueCountsAnswerSchema,
  QueueChanges: queueChangesSchema,
  QueueFindingAnswer: queueFindingAnswerSchema,
  DecisionAnswer: decisionAnswerSchema,
  AssigneesAnswer: assigneesAnswerSchema,
  AroundAnswer: aroundAnswerSchema,
};

const everywhere: ProblemCode[] = ['bad_parameter', 'request_refused', 'body_too_large', 'internal'];
const ofAQuestion: ProblemCode[] = [...everywhere, 'unknown_filter', 'bad_range'];

export const queueDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /api/queue': {
    summary: 'A page of the kept findings of all connections, as they were when the scroll began',
    answer: { schema: 'QueueAnswer' },
    problems: [...ofAQuestion, 'bad_cursor', 'cursor_expired', 'cursor_foreign'],
  },
  'GET /api/queue/facets': {
    summary: 'Counts of each value under all other filters, exact and whole, and the histogram of what matches',
    answer: { schema: 'QueueFacetsAnswer' },
    problems: ofAQuestion,
  },
  'GET /api/queue/groups': {
    summary:
      'What matches by `group` (rule, who, where, technique), each with exact counts and what finds it, in the order of `group_order` (count, worst, latest)',
    answer: { schema: 'QueueGroupsAnswer' },
    problems: [...ofAQuestion, 'bad_cursor', 'cursor_expired', 'cursor_foreign'],
  },
  'GET /api/queue/values': {
    summary: 'Values of the filter `facet` that contain the text `find`, counted under all other filters',
    answer: { schema: 'QueueValuesAnswer' },
    problems: ofAQuestion,
  },
  'GET /api/queue/counts': {
    summary: 'How many findings each view of the queue finds; `from` and `to` for views that keep no range',
    answer: { schema: 'QueueCountsAnswer' },
    problems: everywhere,
  },
  'GET /api/queue/news': {
    summary: 'How much of what matches came or changed after the change number `since`',
    answer: { schema: 'QueueNews' },
    problems: ofAQuestion,
  },
  'GET /api/queue/stream': {
    summary:
      'What changes as it changes, a line of JSON each, until the session ends; `since`, the last change number that one knows of, makes good what was missed',
    answer: { mediaType: 'application/x-ndjson' },
    problems: [...everywhere, 'too_many', 'not_ready'],
  },
  'GET /api/queue/changes': {
    summary: 'What the stream told after the change number `since`, at once, for who keeps no stream open',
    answer: { schema: 'QueueChanges' },
    problems: everywhere,
  },
  'GET /api/queue/export': {
    summary:
      'All that matches as a file, each finding by itself, with how complete each source was; `format` is csv or ndjson. Of a list with a `snapshot`, `until` leaves out what came later. Its last line is `end`; a file without it was cut',
    answer: { mediaType: 'text/csv' },
    problems: ofAQuestion,
  },
  'GET /api/queue/assignees': {
    summary: 'People that a finding can be given to',
    answer: { schema: 'AssigneesAnswer' },
    problems: everywhere,
  },
  'GET /api/queue/findings/:uid': {
    summary: 'A kept finding with what was done about it, what changed, and earlier decisions on its like',
    answer: { schema: 'QueueFindingAnswer' },
    problems: [...everywhere, 'unknown_finding'],
  },
  'GET /api/queue/findings/:uid/around': {
    summary:
      'What every source knows of the user, host, address or hash of a finding, a day before and after, from what is kept',
    answer: { schema: 'AroundAnswer' },
    problems: [...everywhere, 'unknown_finding'],
  },
  'POST /api/queue/decisions': {
    summary:
      'Decides about a finding, once for each `key`. `version_conflict` comes with the mark as it is, in `current`',
    answer: { schema: 'DecisionAnswer' },
    problems: [...everywhere, 'role_missing', 'unknown_finding', 'unknown_person', 'version_conflict', 'read_only'],
  },
};
