import { auditAnswerSchema, auditEntrySchema, auditVerdictSchema, type ProblemCode } from '@watchfloor/contract';
import type { RouteDescription } from '../http/openapi.ts';

export const auditSchemas = {
  AuditAnswer: auditAnswerSchema,
  AuditEntry: auditEntrySchema,
  AuditVerdict: auditVerdictSchema,
};

const problems: ProblemCode[] = ['bad_parameter', 'request_refused', 'not_signed_in', 'role_missing', 'internal'];

export const auditDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /api/audit': {
    summary: 'Who did what, newest first; the last seven days unless told',
    answer: { schema: 'AuditAnswer' },
    problems: [...problems, 'bad_range'],
  },
  'GET /api/audit/export': {
    summary: 'All that matches as one file; that it was taken is a row itself',
    answer: { mediaType: 'text/csv' },
    problems: [...problems, 'bad_range'],
  },
  'GET /api/audit/verify': {
    summary: 'Reads the whole sealed chain and says whether anything in it was changed',
    answer: { schema: 'AuditVerdict' },
    problems,
  },
};
