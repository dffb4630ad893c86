/** How this installation of USM Anywhere behaves, where its documents, samples and real traffic differ. */
export interface UsmSwitches {
  /** Key of the events list: documented `events`, real traffic `eventResources`. */
  eventsKey: 'events' | 'eventResources';
  /** What a list calls the id. The detail keeps the documented `uuid` (alarm) and `id` (event). */
  listIdKey: 'uuid' | 'id' | 'none';
  /** `some-missing` drops every printed time of a seeded tenth of the rows; `missing` of all. */
  times: 'string' | 'number' | 'mixed' | 'some-missing' | 'missing';
  isoTwin: boolean;
  /** Which spelling of timestamp_occur(r)ed filters and sort honour; the other is an unknown name, ignored in silence. */
  inputSpelling: 'one-r' | 'two-r' | 'both';
  outputSpelling: 'one-r' | 'two-r';
  alarmEvents: 'wrapped' | 'plain' | 'none';
  /** `documented`: boolean on alarms, text on events. */
  booleans: 'documented' | 'strings' | 'booleans';
  inReviewSpelling: 'in_review' | 'in review' | 'In Review';
  /** Off: of several priority_label values only the first counts. */
  priorityLabelMulti: boolean;
  /** `id` matches `windows_security` only, `either` also the display name that responses carry. */
  pluginFilter: 'id' | 'either';
  ignoreTimeFilter: boolean;
  /** On: rows come in an arbitrary, stable order. */
  ignoreSort: boolean;
  requireAccountName: boolean;
  /** 403 for every resource, as for an account whose edition has no API. */
  forbidden: boolean;
  /** `_links` name another host, as the vendor's own samples do. */
  foreignLinks: boolean;
  gzip: boolean;
  sizeMax: number;
  latencyMs: number;
}

export const defaultSwitches: Readonly<UsmSwitches> = {
  eventsKey: 'eventResources',
  listIdKey: 'uuid',
  times: 'string',
  isoTwin: true,
  inputSpelling: 'one-r',
  outputSpelling: 'one-r',
  alarmEvents: 'wrapped',
  booleans: 'documented',
  inReviewSpelling: 'in_review',
  priorityLabelMulti: true,
  pluginFilter: 'id',
  ignoreTimeFilter: false,
  ignoreSort: false,
  requireAccountName: false,
  forbidden: false,
  foreignLinks: false,
  gzip: false,
  sizeMax: 500,
  latencyMs: 0,
};
