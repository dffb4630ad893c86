import {
  adminConnectionAnswerSchema,
  adminConnectionSchema,
  adminConnectionsAnswerSchema,
  connectionTestAnswerSchema,
  type ProblemCode,
  vendorFormSchema,
  vendorsAnswerSchema,
} from '@watchfloor/contract';
import type { RouteDescription } from '../http/openapi.ts';

export const connectionSchemas = {
  VendorsAnswer: vendorsAnswerSchema,
  VendorForm: vendorFormSchema,
  AdminConnectionsAnswer: adminConnectionsAnswerSchema,
  AdminConnectionAnswer: adminConnectionAnswerSchema,
  AdminConnection: adminConnectionSchema,
  ConnectionTestAnswer: connectionTestAnswerSchema,
};

const everywhere: ProblemCode[] = ['not_signed_in', 'role_missing', 'bad_parameter', 'request_refused', 'internal'];
const ofOne: ProblemCode[] = [...everywhere, 'body_too_large', 'unknown_connection', 'read_only', 'version_conflict'];

export const connectionDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /api/vendors': {
    summary: 'The vendors, and the fields of a connection at each',
    answer: { schema: 'VendorsAnswer' },
    problems: everywhere,
  },
  'GET /api/connections': {
    summary: 'Every connection as it is configured, without its secrets',
    answer: { schema: 'AdminConnectionsAnswer' },
    problems: everywhere,
  },
  'POST /api/connections': {
    summary: 'Adds a connection (201)',
    answer: { schema: 'AdminConnectionAnswer' },
    problems: [...everywhere, 'body_too_large', 'name_taken', 'not_ready'],
  },
  'POST /api/connections/test': {
    summary: 'Asks the vendor one question with a draft, or with a kept connection and a draft on top; keeps nothing',
    answer: { schema: 'ConnectionTestAnswer' },
    problems: [...everywhere, 'body_too_large', 'read_only'],
  },
  'PATCH /api/connections/:id': {
    summary: 'Changes, pauses or resumes a connection; a changed origin clears the secrets that are not given again',
    answer: { schema: 'AdminConnectionAnswer' },
    problems: [...ofOne, 'not_ready'],
  },
  'DELETE /api/connections/:id': {
    summary: 'Removes a connection with its secrets; answers with those that are left',
    answer: { schema: 'AdminConnectionsAnswer' },
    problems: ofOne,
  },
};
