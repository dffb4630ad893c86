import type { Vendor } from './connector.ts';
import { kuma } from './kuma/index.ts';
import { leen } from './leen/index.ts';
import { secureEndpoint } from './secure-endpoint/index.ts';
import { usmAnywhere } from './usm-anywhere/index.ts';

/** Every vendor that Watchfloor can talk to. Adding one is a folder beside this file and a line here. */
export const vendors: readonly Vendor[] = [usmAnywhere, kuma, secureEndpoint, leen];
