import type { KumaConfig } from './config.ts';

/** KUMA's console listens here, whatever the API's port is. */
const consolePort = '7220';

/** Where the console is: as configured, else beside the API. Only https is ever linked to. */
export function consoleOriginOf(config: KumaConfig): string | undefined {
  if (config.console_url !== undefined) return new URL(config.console_url).origin;
  const url = new URL(config.base_url);
  // `api.<xdrdomain>` is XDR's gateway, and its console has another name.
  if (url.protocol !== 'https:' || url.hostname.startsWith('api.')) return undefined;
  url.port = consolePort;
  return url.origin;
}
