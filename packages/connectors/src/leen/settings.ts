import type { SettingField } from '@watchfloor/contract';
import { caFileField } from '../common-settings.ts';

/** The form of one connection at Leen. */
export const settings: readonly SettingField[] = [
  {
    name: 'base_url',
    label: 'API address',
    kind: 'url',
    required: true,
    help: 'Keys belong to a region: api.leen.dev, api.eu-c1.leen.dev or api.ap-se2.leen.dev.',
    placeholder: 'https://api.leen.dev/v1',
  },
  {
    name: 'api_key',
    label: 'API key',
    kind: 'secret',
    required: true,
    help: 'Sent as X-API-KEY. A key of another region is refused like a wrong one.',
  },
  {
    name: 'connection_id',
    label: 'Connection ID',
    kind: 'text',
    required: true,
    help: 'Sent as X-CONNECTION-ID: which identity provider is read.',
  },
  caFileField,
  {
    name: 'alerts_path',
    label: 'Path of the alerts',
    kind: 'text',
    required: false,
    help: 'The vendor’s page prints none; inferred from its siblings.',
    placeholder: '/idp/alerts',
  },
  {
    name: 'severity_param',
    label: 'Name of the severity parameter',
    kind: 'text',
    required: false,
    help: 'The vendor’s page leaves it unnamed.',
    placeholder: 'severity',
  },
  {
    name: 'connections_path',
    label: 'Path of the connections',
    kind: 'text',
    required: false,
    help: 'Where the connection’s own record is, before its id. Empty: where the documents’ two spellings lead.',
  },
  {
    name: 'page_size',
    label: 'Findings asked for at once',
    kind: 'number',
    required: false,
    help: '1 to 500. The vendor’s own maximum is not documented.',
    placeholder: '100',
  },
  {
    name: 'records_max',
    label: 'Findings held for one range',
    kind: 'number',
    required: false,
    help: '100 to 100,000. The vendor gives no order, so that a range is held whole before it is shown.',
    placeholder: '30000',
  },
];
