import type { UsmConfig } from './config.ts';

/** Where the vendor's console is: as configured, else on the API's host. Only https is ever linked to. */
export function consoleOriginOf(config: UsmConfig): string | undefined {
  const url = new URL(config.console_url ?? config.base_url);
  return url.protocol === 'https:' ? url.origin : undefined;
}
