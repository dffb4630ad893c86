import * as z from 'zod';
import { Secret } from '../secret.ts';

const path = z.string().regex(/^\/[\w./-]*$/);

/** One connection at Leen, as `watchfloor.yaml` has it. What the vendor's page leaves unnamed can be set here. */
export const configSchema = z.strictObject({
  /** `https://api.leen.dev/v1`; keys belong to a region: `api.eu-c1.leen.dev`, `api.ap-se2.leen.dev`. */
  base_url: z.url({ protocol: /^https?$/ }),
  api_key: z
    .string()
    .min(1)
    .transform((value) => new Secret(value)),
  connection_id: z.string().min(1).max(200),
  ca_file: z.string().optional(),
  /** Inferred from `/idp/users` and its siblings; the vendor's page prints none. */
  alerts_path: path.default('/idp/alerts'),
  /** The severity filter's name, which the page does not print either. */
  severity_param: z.string().min(1).default('severity'),
  /** Where the connection's own record is, before its id. Absent: where the documents' two spellings lead. */
  connections_path: path.optional(),
  /** Findings asked for at once. The vendor's maximum is not documented; 500 is in public use. */
  page_size: z.int().min(1).max(500).default(100),
  /** Records held at most for one window, since they can only be put in order when all are here. */
  records_max: z.int().min(100).max(100_000).default(30_000),
});

export type LeenConfig = z.infer<typeof configSchema>;
