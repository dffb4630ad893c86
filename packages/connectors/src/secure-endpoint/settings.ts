import { type SettingField, severities } from '@watchfloor/contract';
import { caFileField, consoleUrlField } from '../common-settings.ts';
import { noiseTypes } from './noise.ts';

/** The form of one Secure Endpoint organisation. */
export const settings: readonly SettingField[] = [
  {
    name: 'base_url',
    label: 'API address',
    kind: 'url',
    required: true,
    help: 'Of the organisation’s region: api.amp.cisco.com, api.eu.amp.cisco.com or api.apjc.amp.cisco.com; a private cloud has a host of its own.',
    placeholder: 'https://api.eu.amp.cisco.com/v1',
  },
  {
    name: 'client_id',
    label: 'Client ID',
    kind: 'text',
    required: true,
    help: 'Of a third-party API client; its read-only scope is enough.',
  },
  {
    name: 'api_key',
    label: 'API key',
    kind: 'secret',
    required: true,
    help: 'Belongs to the client ID. 3,000 requests an hour are shared by everybody who uses the same client.',
  },
  caFileField,
  consoleUrlField(
    'Where the console is, if its host is not that of the API with “console.” for “api.”.',
    'https://console.eu.amp.cisco.com',
  ),
  {
    name: 'raise',
    label: 'Raised severities',
    kind: 'table',
    required: false,
    help: 'Types of event that this team holds to be graver than Cisco says. Raises, never lowers. A list given here replaces the one that ships (Quarantine Failure: high).',
    columns: [
      { name: 'event_type', label: 'Event type' },
      {
        name: 'severity',
        label: 'Severity',
        choices: severities.map((severity) => ({ value: severity, label: toLabel(severity) })),
      },
      { name: 'reason', label: 'Reason' },
    ],
  },
  {
    name: 'noise',
    label: 'Types that are not kept',
    kind: 'table',
    required: false,
    help: `Types of event that want no decision, so that they are not kept as findings; live, they are listed all the same. Every other type is kept. A list given here replaces the one that ships (${noiseTypes.join('; ')}).`,
    columns: [{ name: 'event_type', label: 'Event type' }],
  },
];

function toLabel(severity: string): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}
