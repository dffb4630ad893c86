import type { AppType } from '@watchfloor/bff/app';
import {
  type Access,
  type AdminConnection,
  type AdminConnectionsAnswer,
  type AroundAnswer,
  type AuditAnswer,
  type AuditExportFormat,
  type AuditFilters,
  type AuditVerdict,
  type BulkConfirmation,
  type BulkItemsAnswer,
  type BulkJob,
  type BulkOutcome,
  type ConnectionTestAnswer,
  type CoverageAnswer,
  type DecisionAnswer,
  type DeletedView,
  type DetailAnswer,
  type ExploreAnswer,
  type FrozenSet,
  type LinkAnswer,
  type LinkPurpose,
  type NewBulk,
  type NewDecision,
  type NewView,
  type OneTimeLink,
  type Params,
  type PeopleAnswer,
  type PersonAnswer,
  type Problem,
  type ProblemCode,
  problemSchema,
  type QueueAnswer,
  type QueueChanges,
  type QueueCountsAnswer,
  type QueueExportFormat,
  type QueueFacetsAnswer,
  type QueueFindingAnswer,
  type QueueGroupsAnswer,
  type QueueNews,
  type QueueValuesAnswer,
  queueExportTotalHeader,
  type ReadTask,
  type RelatedAnswer,
  type Role,
  type SectionAnswer,
  type SessionAnswer,
  type SourcesAnswer,
  type VendorForm,
  type View,
  type ViewChange,
  type ViewsAnswer,
} from '@watchfloor/contract';
import { type ClientResponse, hc } from 'hono/client';
import type * as z from 'zod/mini';

/** `unreachable`: no answer from our own server. `unreadable`: an answer that is not its own, such as a proxy's page. */
export type ApiErrorCode = ProblemCode | 'unreachable' | 'unreadable';

/** Every way in which a request can end but an answer. The message is for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly problem: Problem | undefined;
  /** When it became known, epoch ms. */
  readonly at: number;

  constructor(code: ApiErrorCode, message: string, options: { problem?: Problem; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.problem = options.problem;
    this.at = Date.now();
  }
}

/** What somebody else saved first, where that is why a change was refused: as it is kept now. */
export function toCurrent<Kept>(error: unknown, schema: z.ZodMiniType<Kept>): Kept | undefined {
  if (!(error instanceof ApiError) || error.code !== 'version_conflict') return undefined;
  const parsed = schema.safeParse(error.problem?.current);
  return parsed.success ? parsed.data : undefined;
}

export interface RecordAddress {
  connection: string;
  resource: string;
  key: string;
  hint?: string | undefined;
}

// The header tells the server that no form of another page sent the request.
const client = hc<AppType>('/', { headers: { 'x-watchfloor': '1' } });

export function getSources(signal: AbortSignal): Promise<SourcesAnswer> {
  return answer(client.api.sources.$get({ query: {} }, { init: { signal } }));
}

/** What is kept of a connection, how complete it is, what it cost. */
export function getCoverage(connection: string, signal: AbortSignal): Promise<CoverageAnswer> {
  const route = client.api.sources[':connection'].coverage;
  return answer(route.$get({ param: { connection: segment(connection) }, query: {} }, { init: { signal } }));
}

/** Its newest end is read at once, not with the next turn. */
export async function refreshSources(connection: string): Promise<void> {
  const route = client.api.sources[':connection'].refresh;
  await reach(route.$post({ param: { connection: segment(connection) }, json: {} }));
}

export interface NewReadTask {
  kind: ReadTask['kind'];
  /** Epoch ms. */
  from: number;
  to: number;
}

export async function addReadTask(connection: string, resource: string, json: NewReadTask): Promise<ReadTask> {
  const param = { connection: segment(connection), resource: segment(resource) };
  return (await answer(client.api.sources[':connection'][':resource'].tasks.$post({ param, json }))).task;
}

export async function stopReadTask(id: string): Promise<ReadTask> {
  return (await answer(client.api.sources.tasks[':id'].stop.$post({ param: { id: segment(id) }, json: {} }))).task;
}

/** One page of a list. `params` are the filters, `from`, `to` and `order` as `toExploreParams` writes them. */
export function getPage(
  list: { connection: string; resource: string; params: Params; cursor: string | null; rows: number },
  signal: AbortSignal,
): Promise<ExploreAnswer> {
  const query: Params = { ...list.params, rows: String(list.rows) };
  if (list.cursor !== null) query.cursor = list.cursor;
  const param = { connection: segment(list.connection), resource: segment(list.resource) };
  return answer(client.api.explore[':connection'][':resource'].$get({ param, query }, { init: { signal } }));
}

export function getDetail(record: RecordAddress, signal: AbortSignal, priority?: 'low'): Promise<DetailAnswer> {
  const init: RequestInit = priority ? { signal, priority } : { signal };
  return answer(client.api.explore[':connection'][':resource'].records[':key'].$get(toArgs(record), { init }));
}

export function getRelated(record: RecordAddress, signal: AbortSignal): Promise<RelatedAnswer> {
  const route = client.api.explore[':connection'][':resource'].records[':key'].related;
  return answer(route.$get(toArgs(record), { init: { signal } }));
}

/** A section that the detail offered on request. */
export function getSection(record: RecordAddress, section: string, signal: AbortSignal): Promise<SectionAnswer> {
  const route = client.api.explore[':connection'][':resource'].records[':key'].sections[':section'];
  const { param, query } = toArgs(record);
  return answer(route.$get({ param: { ...param, section: segment(section) }, query }, { init: { signal } }));
}

/** The address of a record's exact bytes, for a download link. */
export function toRawPath(record: RecordAddress): string {
  return client.api.explore[':connection'][':resource'].records[':key'].raw.$path(toArgs(record));
}

export async function getRaw(record: RecordAddress, signal: AbortSignal): Promise<string> {
  const route = client.api.explore[':connection'][':resource'].records[':key'].raw;
  const response = await reach(route.$get(toArgs(record), { init: { signal } }));
  return await response.text();
}

/** One page of the queue. `params` are the filters, `from`, `to` and `order` as `toExploreParams` writes them. */
export function getQueue(
  list: { params: Params; cursor: string | null; rows: number },
  signal: AbortSignal,
): Promise<QueueAnswer> {
  const query: Params = { ...list.params, rows: String(list.rows) };
  if (list.cursor !== null) query.cursor = list.cursor;
  return answer(client.api.queue.$get({ query }, { init: { signal } }));
}

export function getQueueFacets(params: Params, signal: AbortSignal): Promise<QueueFacetsAnswer> {
  return answer(plain<QueueFacetsAnswer>(client.api.queue.facets.$get({ query: params }, { init: { signal } })));
}

/** One page of groups; `params` name the grouping beside the list's question. */
export function getQueueGroups(
  { params, cursor, rows }: { params: Params; cursor: string | null; rows: number },
  signal: AbortSignal,
): Promise<QueueGroupsAnswer> {
  const query: Params = { ...params, rows: String(rows), ...(cursor === null ? {} : { cursor }) };
  return answer(client.api.queue.groups.$get({ query }, { init: { signal } }));
}

/** Values of the filter `facet` that contain `find`, with counts under all other filters. */
export function getQueueValues(
  params: Params,
  { facet, find }: { facet: string; find: string },
  signal: AbortSignal,
): Promise<QueueValuesAnswer> {
  return answer(client.api.queue.values.$get({ query: { ...params, facet, find } }, { init: { signal } }));
}

/** How many findings each view of the queue finds. @param range for views that keep none */
export function getQueueCounts(
  range: { from: string; to: string } | undefined,
  signal: AbortSignal,
): Promise<QueueCountsAnswer> {
  return answer(client.api.queue.counts.$get({ query: { ...range } }, { init: { signal } }));
}

/** What came and what changed after the change number `since`. */
export function getQueueNews(params: Params, since: number, signal: AbortSignal): Promise<QueueNews> {
  return answer(client.api.queue.news.$get({ query: { ...params, since: String(since) } }, { init: { signal } }));
}

/** A file of all that matches, as it is written, and how many findings it is to have. @param until as a list's `snapshot` */
export async function openQueueExport(
  file: { params: Params; format: QueueExportFormat; until: number },
  signal: AbortSignal,
): Promise<{ total: number; body: ReadableStream<Uint8Array<ArrayBuffer>> }> {
  const query = { ...file.params, format: file.format, until: String(file.until) };
  const response = await reach(client.api.queue.export.$get({ query }, { init: { signal } }));
  const total = Number(response.headers.get(queueExportTotalHeader) ?? Number.NaN);
  if (response.body === null || Number.isNaN(total)) {
    throw new ApiError('unreadable', 'Watchfloor gave an answer that is no file of findings.');
  }
  return { total, body: response.body as ReadableStream<Uint8Array<ArrayBuffer>> };
}

/** What changes, line by line. @param since the last change number that is known here */
export async function openQueueStream(
  since: number | undefined,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const query = since === undefined ? {} : { since: String(since) };
  const { body } = await reach(client.api.queue.stream.$get({ query }, { init: { signal } }));
  if (!body) throw new ApiError('unreadable', 'Watchfloor answered with no stream.');
  return body;
}

/** The same once. */
export function getQueueChanges(since: number | undefined, signal: AbortSignal): Promise<QueueChanges> {
  const query = since === undefined ? {} : { since: String(since) };
  return answer(client.api.queue.changes.$get({ query }, { init: { signal } }));
}

/** What is known here of one finding, with its history. */
export function getQueueFinding(uid: string, signal: AbortSignal): Promise<QueueFindingAnswer> {
  const route = client.api.queue.findings[':uid'];
  return answer(
    plain<QueueFindingAnswer>(route.$get({ param: { uid: segment(uid) }, query: {} }, { init: { signal } })),
  );
}

/** What every source knows of what a finding names, from what is kept; and what can be asked of the vendors themselves. */
export function getAround(uid: string, signal: AbortSignal): Promise<AroundAnswer> {
  const route = client.api.queue.findings[':uid'].around;
  return answer(plain<AroundAnswer>(route.$get({ param: { uid: segment(uid) }, query: {} }, { init: { signal } })));
}

/** `version_conflict` says in `problem.current` how the finding's mark is now. */
export function decide(json: NewDecision): Promise<DecisionAnswer> {
  return answer(client.api.queue.decisions.$post({ json }));
}

/** Keeps which findings are meant, and counts them. Nothing is decided by it. */
export function freezeBulk(json: NewBulk, signal: AbortSignal): Promise<FrozenSet> {
  return answer(plain<FrozenSet>(client.api.queue.bulk.$post({ json }, { init: { signal } })));
}

export function confirmBulk(id: string, json: BulkConfirmation): Promise<BulkJob> {
  return answer(plain<BulkJob>(client.api.queue.bulk[':id'].confirm.$post({ param: { id }, json })));
}

/** When this is answered, nothing more is decided. */
export function stopBulk(id: string): Promise<BulkJob> {
  return answer(plain<BulkJob>(client.api.queue.bulk[':id'].stop.$post({ param: { id }, json: {} })));
}

export function undoBulk(id: string, key: string): Promise<BulkJob> {
  return answer(plain<BulkJob>(client.api.queue.bulk[':id'].undo.$post({ param: { id }, json: { key } })));
}

export function getBulk(id: string, signal: AbortSignal): Promise<BulkJob> {
  return answer(plain<BulkJob>(client.api.queue.bulk[':id'].$get({ param: { id }, query: {} }, { init: { signal } })));
}

/** The asker's own, latest first. */
export function getBulks(signal: AbortSignal): Promise<{ jobs: BulkJob[] }> {
  return answer(plain<{ jobs: BulkJob[] }>(client.api.queue.bulk.$get({ query: {} }, { init: { signal } })));
}

export function getBulkItems(
  id: string,
  page: { after: number; rows: number; outcome: BulkOutcome | undefined },
  signal: AbortSignal,
): Promise<BulkItemsAnswer> {
  const { after, rows, outcome } = page;
  const query = { after: String(after), rows: String(rows), ...(outcome && { outcome }) };
  return answer(client.api.queue.bulk[':id'].items.$get({ param: { id }, query }, { init: { signal } }));
}

/** The address of a file, for a download link. */
export function toReceiptPath(id: string): string {
  return client.api.queue.bulk[':id'].receipt.$path({ param: { id }, query: {} });
}

export function getAssignees(signal: AbortSignal): Promise<{ people: { id: string; name: string }[] }> {
  return answer(client.api.queue.assignees.$get({ query: {} }, { init: { signal } }));
}

export function getSession(signal: AbortSignal): Promise<SessionAnswer> {
  return answer(client.api.session.$get({ query: {} }, { init: { signal } }));
}

export function signIn(json: { email: string; password: string }): Promise<SessionAnswer> {
  return answer(client.api.session.$post({ json }));
}

export function signInToDemo(person: string): Promise<SessionAnswer> {
  return answer(client.api.session.demo.$post({ json: { person } }));
}

/** A navigation: where the browser goes to sign in by the identity provider. */
export function toProviderPath(next: string): string {
  return client.api['sign-in'].oidc.$path({ query: { next } });
}

export function signOut({ everywhere }: { everywhere: boolean }): Promise<SessionAnswer> {
  return everywhere
    ? answer(client.api.sessions.$delete({ query: {} }))
    : answer(client.api.session.$delete({ query: {} }));
}

export function peekLink(token: string, signal: AbortSignal): Promise<LinkPurpose> {
  return answer(client.api.session.link.peek.$post({ json: { token } }, { init: { signal } }));
}

export interface LinkAcceptance {
  token: string;
  name?: string;
  email?: string;
  password?: string;
}

export function acceptLink(json: LinkAcceptance): Promise<SessionAnswer> {
  return answer(client.api.session.link.$post({ json }));
}

export function getPeople(signal: AbortSignal): Promise<PeopleAnswer> {
  return answer(client.api.people.$get({ query: {} }, { init: { signal } }));
}

export interface NewPerson {
  name: string;
  email: string;
  role: Role;
  access: Access | null;
}

export function addPerson(json: NewPerson): Promise<PersonAnswer> {
  return answer(client.api.people.$post({ json }));
}

export interface PersonChange {
  /** Of the person as it was read. */
  version: number;
  name?: string;
  role?: Role;
  access?: Access | null;
  disabled?: boolean;
}

export function changePerson(id: string, json: PersonChange): Promise<PersonAnswer> {
  return answer(client.api.people[':id'].$patch({ param: { id: segment(id) }, json }));
}

export function makeLink(id: string): Promise<OneTimeLink> {
  return answer(client.api.people[':id'].link.$post({ param: { id: segment(id) }, query: {} }));
}

export function endSessions(id: string): Promise<PersonAnswer> {
  return answer(client.api.people[':id'].sessions.$delete({ param: { id: segment(id) }, query: {} }));
}

export function limitRole(role: Role, access: Access | null): Promise<PeopleAnswer> {
  return answer(client.api.people.roles[':role'].access.$put({ param: { role }, json: { access } }));
}

export function getAudit(filters: AuditFilters, cursor: string | null, signal: AbortSignal): Promise<AuditAnswer> {
  const query = { ...filters, ...(cursor !== null && { cursor }) };
  return answer(client.api.audit.$get({ query }, { init: { signal } }));
}

export function verifyAudit(): Promise<AuditVerdict> {
  return answer(client.api.audit.verify.$get({ query: {} }));
}

/** The address of a file, for a download link. */
export function toAuditExportPath(filters: AuditFilters, format: AuditExportFormat): string {
  return client.api.audit.export.$path({ query: { ...filters, format } });
}

export function getViews(signal: AbortSignal): Promise<ViewsAnswer> {
  return answer(client.api.views.$get({ query: {} }, { init: { signal } }));
}

export async function createView(json: NewView): Promise<View> {
  return (await answer(client.api.views.$post({ json }))).view;
}

/** `version_conflict` says in `problem.current` what is kept now. */
export async function changeView(id: string, json: ViewChange): Promise<View> {
  return (await answer(client.api.views[':id'].$patch({ param: { id: segment(id) }, json }))).view;
}

export function deleteView(id: string): Promise<DeletedView> {
  return answer(client.api.views[':id'].$delete({ param: { id: segment(id) }, query: {} }));
}

/** @param name another one, where the old one was taken in the meantime */
export async function restoreView(id: string, name?: string): Promise<View> {
  const json = name === undefined ? {} : { name };
  return (await answer(client.api.views[':id'].restore.$post({ param: { id: segment(id) }, json }))).view;
}

export function orderViews(ids: string[]): Promise<ViewsAnswer> {
  return answer(client.api.views.order.$put({ json: { ids } }));
}

export function setDefaultView(view: string | null): Promise<ViewsAnswer> {
  return answer(client.api.views.default.$put({ json: { view } }));
}

/** @param path of a page of ours, with its query */
export function createLink(path: string): Promise<LinkAnswer> {
  return answer(client.api.links.$post({ json: { path } }));
}

export function getLink(id: string, signal: AbortSignal): Promise<LinkAnswer> {
  return answer(client.api.links[':id'].$get({ param: { id: segment(id) }, query: {} }, { init: { signal } }));
}

/** Every connection with its settings, for administrators; of secrets only whether they are kept. */
export function getConnections(signal: AbortSignal): Promise<AdminConnectionsAnswer> {
  return answer(client.api.connections.$get({ query: {} }, { init: { signal } }));
}

export async function getVendors(signal: AbortSignal): Promise<VendorForm[]> {
  return (await answer(client.api.vendors.$get({ query: {} }, { init: { signal } }))).vendors;
}

export interface ConnectionTest {
  /** Of a kept one, whose secrets are then taken along to the origin that they were given for. */
  id?: string;
  vendor: string;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

export function testConnection(json: ConnectionTest): Promise<ConnectionTestAnswer> {
  return answer(client.api.connections.test.$post({ json }));
}

export interface NewConnection extends ConnectionTest {
  id: string;
  label: string;
  tenant: string | null;
}

export async function addConnection(json: NewConnection): Promise<AdminConnection> {
  return (await answer(client.api.connections.$post({ json }))).connection;
}

export interface ConnectionChange {
  /** Of the connection as it was read. */
  version: number;
  label?: string;
  tenant?: string | null;
  /** Laid over the kept ones; an empty text takes one away. */
  settings?: Record<string, unknown>;
  /** Only the ones that are replaced. */
  secrets?: Record<string, string>;
  paused?: boolean;
}

/** `version_conflict` says in `problem.current` what is kept now. */
export async function changeConnection(id: string, json: ConnectionChange): Promise<AdminConnection> {
  return (await answer(client.api.connections[':id'].$patch({ param: { id: segment(id) }, json }))).connection;
}

export function removeConnection(id: string, version: number): Promise<AdminConnectionsAnswer> {
  const query = { version: String(version) };
  return answer(client.api.connections[':id'].$delete({ param: { id: segment(id) }, query }));
}

function toArgs({ connection, resource, key, hint }: RecordAddress) {
  const param = { connection: segment(connection), resource: segment(resource), key: segment(key) };
  return { param, query: hint === undefined ? {} : { hint } };
}

/** The type that `hc` makes of a record whose keys are optional says that they may be undefined, which JSON is not. */
function plain<T>(request: Promise<ClientResponse<{ [name in keyof T]: unknown }>>): Promise<ClientResponse<T>> {
  return request as Promise<ClientResponse<T>>;
}

/** `hc` puts parameters into the path as they are; a vendor's key may hold `/`, `?` or `#`, or be `..`. */
function segment(value: string): string {
  return encodeURIComponent(value).replace(/^\.{1,2}$/, (dots) => dots.replaceAll('.', '%2E'));
}

async function answer<T>(request: Promise<ClientResponse<T>>): Promise<T> {
  const response = await reach(request);
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiError('unreadable', 'Watchfloor answered with something that is not JSON.', { cause });
  }
}

async function reach<R extends ClientResponse<unknown>>(request: Promise<R>): Promise<R> {
  let response: R;
  try {
    response = await request;
  } catch (cause) {
    if (isAbort(cause)) throw cause;
    throw new ApiError('unreachable', 'Watchfloor did not answer.', { cause });
  }
  if (response.ok) return response;
  throw await toApiError(response);
}

async function toApiError(response: ClientResponse<unknown>): Promise<ApiError> {
  const body: unknown = await response.json().catch((cause: unknown) => cause);
  const problem = problemSchema.safeParse(body);
  if (!problem.success) {
    return new ApiError('unreadable', `Watchfloor answered with status ${response.status} and no reason.`, {
      cause: body,
    });
  }
  const { code, detail, title } = problem.data;
  return new ApiError(code, detail || title, { problem: problem.data });
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
