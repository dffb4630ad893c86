import * as z from 'zod';
import { Secret } from '../secret.ts';

/** One USM Anywhere account, as `watchfloor.yaml` has it. */
export const configSchema = z.strictObject({
  /** `https://<subdomain>.alienvault.cloud/api/2.0` */
  base_url: z.url({ protocol: /^https?$/ }),
  client_id: z.string().min(1),
  client_secret: z
    .string()
    .min(1)
    .transform((value) => new Secret(value)),
  ca_file: z.string().optional(),
  /** Where the console is, when it is not on the API's host. https only. */
  console_url: z.url({ protocol: /^https$/ }).optional(),
  /** How the vendor's time parameters are spelled. Its specification has one r, its reference table two. */
  time_spelling: z.enum(['occured', 'occurred']).default('occured'),
  /** Sent with each question for events; some accounts demand it. */
  account_name: z.string().min(1).optional(),
});

export type UsmConfig = z.infer<typeof configSchema>;
