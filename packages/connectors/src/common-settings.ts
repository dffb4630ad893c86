import type { SettingField } from '@watchfloor/contract';

/** Settings that every vendor has, in the same words. */
export const caFileField: SettingField = {
  name: 'ca_file',
  label: 'Certificate authority',
  kind: 'file',
  required: false,
  help: 'PEM of the authority that signed its certificate, where that is not a public one. Replaces the public ones for this connection alone.',
  placeholder: '-----BEGIN CERTIFICATE-----',
};

export function consoleUrlField(help: string, placeholder: string): SettingField {
  return { name: 'console_url', label: 'Console address', kind: 'url', required: false, help, placeholder };
}
