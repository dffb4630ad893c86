import { severities } from '@watchfloor/contract';
import * as z from 'zod';
import { Secret } from '../secret.ts';
import { noiseTypes } from './noise.ts';

/** A type of event that this team holds to be graver than the vendor says. */
const raiseSchema = z.strictObject({
  /** As the vendor prints it: `Quarantine Failure`. */
  event_type: z.string().min(1).max(128),
  severity: z.enum(severities),
  /** Why, in the words that stand beside the severity. */
  reason: z.string().min(1).max(128),
});
export type RaiseRule = z.infer<typeof raiseSchema>;

/** One Secure Endpoint organisation, as `watchfloor.yaml` has it. */
export const configSchema = z.strictObject({
  /** `https://api.amp.cisco.com/v1`, `https://api.eu.amp.cisco.com/v1`, `https://api.apjc.amp.cisco.com/v1` */
  base_url: z.url({ protocol: /^https?$/ }),
  /** The API client's id (third-party API client, read-only scope). */
  client_id: z.string().min(1),
  api_key: z
    .string()
    .min(1)
    .transform((value) => new Secret(value)),
  ca_file: z.string().optional(),
  /** Where the console is, when its host is not the API's with `console.` for `api.`. https only. */
  console_url: z.url({ protocol: /^https$/ }).optional(),
  /** Types whose severity is raised here, never lowered; replaces the list that ships. */
  raise: z
    .array(raiseSchema)
    .max(50)
    .default([{ event_type: 'Quarantine Failure', severity: 'high', reason: 'quarantine failed' }]),
  /** Types that are no finding and are not kept, letter case aside; replaces the list that ships. */
  noise: z
    .array(z.strictObject({ event_type: z.string().min(1).max(128) }))
    .max(100)
    .default(noiseTypes.map((event_type) => ({ event_type }))),
});

export type SecureEndpointConfig = z.infer<typeof configSchema>;
