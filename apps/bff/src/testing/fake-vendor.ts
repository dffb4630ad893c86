import type { Vendor } from '@watchfloor/connectors';
import * as z from 'zod';

/** A vendor with a secret, for the configuration's tests. */
export const fakeVendor: Vendor = {
  name: 'fake-vendor',
  label: 'Fake vendor',
  mark: 'FK',
  config: z.strictObject({
    base_url: z.string(),
    ca_file: z.string().optional(),
    client_id: z.string(),
    client_secret: z.string().min(8),
    page_size: z.number().int().optional(),
  }),
  secrets: ['client_secret'],
  settings: [
    { name: 'base_url', label: 'Address', kind: 'url', required: true },
    { name: 'ca_file', label: 'Authority', kind: 'file', required: false },
    { name: 'client_id', label: 'Client ID', kind: 'text', required: true },
    { name: 'client_secret', label: 'Secret', kind: 'secret', required: true },
    { name: 'page_size', label: 'Page size', kind: 'number', required: false },
  ],
  auth: () => ({ kind: 'none' }),
  quota: { limit: 10, windowMs: 1_000 },
  check: () => Promise.resolve(),
  resources: () => [],
};
