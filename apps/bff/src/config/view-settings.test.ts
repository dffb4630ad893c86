import { viewContentSchema } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { linesOf, useConfigFile } from './testing/config-file.ts';

const config = useConfigFile();

const connections = `connections:
  - id: usm-emea
    vendor: usm-anywhere
    label: EMEA
    base_url: https://emea.example/api/2.0
    client_id: abc
    client_secret: \${SECRET}
`;

/** With the vendors that there are: what they can filter is what the file is held to. */
const load = (views: string) => config.load(`${connections}views:\n${views}`, { SECRET: 'sentinel' });
const withoutFile = (line: string) => line.replace(`${config.file}:`, '');
const mistakes = (views: string) => linesOf(() => load(views)).map(withoutFile);

describe('views of the file', () => {
  it('are read as a link would be, by vendor or by connection', () => {
    const { views, warnings } = load(`  - id: usm-open
    name: USM alarms, open
    vendor: usm-anywhere
    resource: alarms
    filters: { status: [open, in_review], not_suppressed: true, not_severity: low }
    range: { from: now-24h, to: now }
    order: time-asc
    columns: [severity, happened, title]
    density: compact
  - { id: emea, name: EMEA events, connection: usm-emea, resource: events }
`);
    expect(warnings).toEqual([]);
    expect(views).toEqual([
      {
        id: 'usm-open',
        name: 'USM alarms, open',
        content: {
          target: { kind: 'vendor', vendor: 'usm-anywhere', resource: 'alarms' },
          filters: {
            status: { include: ['open', 'in_review'], exclude: [] },
            suppressed: { include: [], exclude: ['true'] },
            severity: { include: [], exclude: ['low'] },
          },
          range: { from: 'now-24h', to: 'now' },
          order: 'time-asc',
          columns: [{ name: 'severity' }, { name: 'happened' }, { name: 'title' }],
          density: 'compact',
        },
      },
      {
        id: 'emea',
        name: 'EMEA events',
        content: {
          target: { kind: 'connection', connection: 'usm-emea', resource: 'events' },
          filters: {},
          range: null,
          order: null,
          columns: null,
          density: null,
        },
      },
    ]);
    for (const { content } of views) expect(viewContentSchema.parse(content)).toEqual(content);
  });

  it('are none where the file names none', () => {
    expect(config.load(connections, { SECRET: 'x' }).views).toEqual([]);
  });

  it('may wait for a vendor or a connection that is added in the browser; a connection is warned of', () => {
    const { views, warnings } =
      load(`  - { id: a, name: A, vendor: kuma, resource: alerts, filters: { not_status: closed } }
  - { id: b, name: B, connection: usm-emae, resource: alarms }
`);
    expect(views.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(warnings.map(withoutFile)).toEqual([
      '10:35: views[1].connection: Is no connection of this file. Did you mean "usm-emea"? The view waits until it is added in the browser.',
    ]);
  });
});

it('every mistake in them is named at its place', () => {
  const found = mistakes(`  - id: Usm_Open
    name: ""
    vendor: usm-anywhere
    resource: alarms
    colour: red
  - id: one
    name: Ångström
    vendor: usm-anywere
    resource: alarms
  - id: one
    name: "a\u030angstro\u0308m"
    vendor: usm-anywhere
    resource: alarmz
  - id: two
    name: Two
    vendor: usm-anywhere
    connection: usm-emea
    resource: alarms
  - id: three
    name: Three
    connection: usm-emea
    resource: alarms
    filters:
      stauts: open
      status: [open, opne]
      not_severity: dire
      suppressed: [true, false]
      rows: 5
  - id: four
    name: Four
    connection: usm-emea
    resource: alarms
    filters: { stauts: open, not_severity: dire }
    range: { from: now-1h, to: now-2h }
    order: upwards
    columns: [title, titel, title]
  - 5
`);
  expect(found).toEqual([
    '9:9: views[0].id: Has to be small letters, digits and single hyphens: usm-open.',
    '10:11: views[0].name: Too small: expected string to have >=1 characters',
    '13:5: views[0].colour: Is not a setting. Known: id, name, vendor, connection, resource, filters, range, order, columns, density.',
    '16:13: views[1].vendor: Is not a vendor that Watchfloor knows. Did you mean "usm-anywhere"? Known: usm-anywhere, kuma, secure-endpoint, leen.',
    '18:9: views[2].id: Is the id of views[1] already.',
    '19:11: views[2].name: Is the name of views[1] already.',
    '21:15: views[2].resource: Is not a list of USM Anywhere. Did you mean "alarms"? Known: alarms, events.',
    '22:5: views[3]: Has to name either a vendor or a connection.',
    '36:7: views[4].filters.rows: Is not the name of a filter.',
    expect.stringMatching(/^41:24: views\[5\]\.filters\.stauts: Not a filter of this list\. Known: .*status/),
    expect.stringMatching(/^41:44: views\[5\]\.filters\.not_severity: Not a value\. Known: /),
    '42:20: views[5].range.from: "from" is later than "to".',
    expect.stringMatching(/^43:12: views\[5\]\.order: Not an order of this list\. Known: time-desc, /),
    expect.stringMatching(/^44:22: views\[5\]\.columns\[1\]: Is not a column of this list\. Did you mean "title"\? /),
    '44:29: views[5].columns[2]: Is listed twice.',
    '45:5: views[6]: Has to be a view: id, name, vendor or connection, resource, filters, range, order.',
  ]);
});
