import type { SettingField } from '@watchfloor/contract';
import { caFileField, consoleUrlField } from '../common-settings.ts';

/** The form of one USM Anywhere account. Client id and secret: vendor's overview, "To get your Client ID and secret code". */
export const settings: readonly SettingField[] = [
  {
    name: 'base_url',
    label: 'API address',
    kind: 'url',
    required: true,
    help: 'The address of the console, with /api/2.0 behind it.',
    placeholder: 'https://subdomain.alienvault.cloud/api/2.0',
  },
  {
    name: 'client_id',
    label: 'Client ID',
    kind: 'text',
    required: true,
    help: 'In USM Anywhere, in the profile of the user that Watchfloor reads as.',
  },
  {
    name: 'client_secret',
    label: 'Secret code',
    kind: 'secret',
    required: true,
    help: 'Shown once, when it is generated. “Reset Secret” makes a new one and ends the old one.',
  },
  caFileField,
  consoleUrlField(
    'Where the console is, if it is not on the host of the API address.',
    'https://subdomain.alienvault.cloud',
  ),
  {
    name: 'time_spelling',
    label: 'Spelling of time parameters',
    kind: 'choice',
    required: false,
    help: 'The vendor’s specification has one r, its reference two. Change it where time ranges are ignored.',
    choices: [
      { value: 'occured', label: 'occured (default)' },
      { value: 'occurred', label: 'occurred' },
    ],
  },
  {
    name: 'account_name',
    label: 'Account name',
    kind: 'text',
    required: false,
    help: 'Sent with each question for events; some accounts demand it.',
  },
];
