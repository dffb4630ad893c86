import {
  linkPurposeSchema,
  oneTimeLinkSchema,
  type ProblemCode,
  peopleAnswerSchema,
  personAnswerSchema,
  personSchema,
  sessionAnswerSchema,
} from '@watchfloor/contract';
import type { RouteDescription } from '../http/openapi.ts';

export const identitySchemas = {
  SessionAnswer: sessionAnswerSchema,
  LinkPurpose: linkPurposeSchema,
  PeopleAnswer: peopleAnswerSchema,
  PersonAnswer: personAnswerSchema,
  Person: personSchema,
  OneTimeLink: oneTimeLinkSchema,
};

const everywhere: ProblemCode[] = ['bad_parameter', 'request_refused', 'body_too_large', 'not_ready', 'internal'];
const ofAdministrators: ProblemCode[] = [...everywhere, 'not_signed_in', 'role_missing'];

export const identityDescriptions: Readonly<Record<string, RouteDescription>> = {
  'GET /api/session': {
    summary: 'Who this browser is signed in as, and how one may sign in here',
    answer: { schema: 'SessionAnswer' },
    problems: everywhere,
  },
  'POST /api/session': {
    summary: 'Sign in by mail address and password',
    answer: { schema: 'SessionAnswer' },
    problems: [...everywhere, 'bad_sign_in', 'too_many_tries'],
  },
  'DELETE /api/session': {
    summary: 'Sign out of this browser',
    answer: { schema: 'SessionAnswer' },
    problems: everywhere,
  },
  'DELETE /api/sessions': {
    summary: 'Sign out everywhere',
    answer: { schema: 'SessionAnswer' },
    problems: [...everywhere, 'not_signed_in'],
  },
  'POST /api/session/link/peek': {
    summary: 'What a one-time link is for; it stays unused',
    answer: { schema: 'LinkPurpose' },
    problems: [...everywhere, 'link_used'],
  },
  'POST /api/session/link': {
    summary: 'Use a one-time link: become the first administrator, set a password, or sign in',
    answer: { schema: 'SessionAnswer' },
    problems: [...everywhere, 'link_used', 'name_taken'],
  },
  'POST /api/session/demo': {
    summary: 'Be one of the people of the demo; nowhere else',
    answer: { schema: 'SessionAnswer' },
    problems: [...everywhere, 'unknown_person'],
  },
  'GET /api/sign-in/oidc': {
    summary: 'Sends the browser to the identity provider; a navigation, not a call',
    answer: { mediaType: 'text/html' },
    problems: everywhere,
  },
  'GET /api/sign-in/oidc/callback': {
    summary: 'Where the identity provider sends the browser back to; goes on to a page, with ?problem= where it failed',
    answer: { mediaType: 'text/html' },
    problems: everywhere,
  },
  'GET /api/people': {
    summary: 'Everybody who may sign in, and what each role may see',
    answer: { schema: 'PeopleAnswer' },
    problems: ofAdministrators,
  },
  'POST /api/people': {
    summary: 'Let somebody in; answers with a one-time link to hand over',
    answer: { schema: 'PersonAnswer' },
    problems: [...ofAdministrators, 'name_taken'],
  },
  'PATCH /api/people/:id': {
    summary: 'Change name, role, access, or disable; what changes rights ends their sessions',
    answer: { schema: 'PersonAnswer' },
    problems: [...ofAdministrators, 'unknown_person', 'version_conflict', 'last_administrator', 'read_only'],
  },
  'POST /api/people/:id/link': {
    summary: 'A new one-time link to set a password; earlier ones end',
    answer: { schema: 'OneTimeLink' },
    problems: [...ofAdministrators, 'unknown_person', 'read_only'],
  },
  'DELETE /api/people/:id/sessions': {
    summary: 'Sign somebody out everywhere',
    answer: { schema: 'PersonAnswer' },
    problems: [...ofAdministrators, 'unknown_person'],
  },
  'PUT /api/people/roles/:role/access': {
    summary: 'Limit what a role sees; ends the sessions of those whom it concerns',
    answer: { schema: 'PeopleAnswer' },
    problems: ofAdministrators,
  },
};
