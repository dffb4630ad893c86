import * as z from 'zod';
import { Secret } from '../secret.ts';

/** One KUMA account, as `watchfloor.yaml` has it. */
export const configSchema = z.strictObject({
  /** `https://<core-fqdn>:7223/api/v1`; the port is the server's to choose, and XDR has another path. */
  base_url: z.url({ protocol: /^https?$/ }),
  /** Belongs to a user; it does not expire. A header cannot carry blanks, so a line end from a file is cut off. */
  token: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]+$/, 'a token has no blanks and no letters outside ASCII')
    .transform((value) => new Secret(value)),
  /** KUMA's certificate normally comes from its own authority: give that here. */
  ca_file: z.string().optional(),
  /** Where the console is, when it is not on the API's host at port 7220. https only. */
  console_url: z.url({ protocol: /^https$/ }).optional(),
});

export type KumaConfig = z.infer<typeof configSchema>;
