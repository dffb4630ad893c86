import type { SettingField } from '@watchfloor/contract';
import { caFileField, consoleUrlField } from '../common-settings.ts';

/** The form of one KUMA account. */
export const settings: readonly SettingField[] = [
  {
    name: 'base_url',
    label: 'API address',
    kind: 'url',
    required: true,
    help: 'The name of the core server, not its IP address, and the port of the API (7223 unless it was changed; 7220 is the console). XDR has https://api.<domain>/xdr/api/v1.',
    placeholder: 'https://kuma.example.com:7223/api/v1',
  },
  {
    name: 'token',
    label: 'Token',
    kind: 'secret',
    required: true,
    help: 'Of a KUMA user with the right to GET /alerts, as KUMA shows it, without “Bearer”. Rights are given per endpoint.',
  },
  {
    ...caFileField,
    help: `${caFileField.help} KUMA normally has an authority of its own.`,
  },
  consoleUrlField(
    'Where the console is, if it is not at port 7220 of the host of the API.',
    'https://kuma.example.com:7220',
  ),
];
