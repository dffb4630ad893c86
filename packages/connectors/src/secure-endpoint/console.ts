import type { SecureEndpointConfig } from './config.ts';
import { connectorOf } from './key.ts';
import type { WireEvent } from './wire.ts';

/** Where the vendor's console is: as configured, else the API's host with `console.` for `api.`. Only https is linked to. */
export function consoleOriginOf(config: SecureEndpointConfig): string | undefined {
  if (config.console_url !== undefined) return new URL(config.console_url).origin;
  const { protocol, host } = new URL(config.base_url);
  return protocol === 'https:' && host.startsWith('api.') ? `https://console.${host.slice('api.'.length)}` : undefined;
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The event in its computer's trajectory, which takes the exact id; else its file's trajectory. */
export function consoleUrlOf(wire: WireEvent, origin: string | undefined): string | undefined {
  if (origin === undefined) return undefined;
  const connector = connectorOf(wire);
  const sha256 = wire.file?.identity?.sha256;
  if (connector !== undefined && guid.test(connector)) {
    const event = wire.id !== undefined && /^\d{1,20}$/.test(wire.id) ? `?id=${wire.id}` : '';
    return `${origin}/computers/${connector}/trajectory2${event}`;
  }
  return sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256) ? `${origin}/file/trajectory/${sha256}` : undefined;
}
