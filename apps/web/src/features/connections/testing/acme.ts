import type { AdminConnection, VendorForm } from '@watchfloor/contract';

/** A vendor that does not exist, with a field of each kind. */
export const acme: VendorForm = {
  name: 'acme',
  label: 'Acme',
  mark: 'AC',
  fields: [
    { name: 'base_url', label: 'API address', kind: 'url', required: true },
    { name: 'token', label: 'Token', kind: 'secret', required: true },
    { name: 'page_size', label: 'Page size', kind: 'number', required: false },
    { name: 'strict', label: 'Strict', kind: 'boolean', required: false },
    { name: 'rows', label: 'Rows', kind: 'table', required: false },
    { name: 'note', label: 'Note', kind: 'text', required: false },
  ],
};

export const kept: AdminConnection = {
  id: 'emea',
  vendor: 'acme',
  label: 'EMEA',
  tenant: 'Norrvik',
  origin: 'browser',
  paused: false,
  settings: { base_url: 'https://acme.example/v1', page_size: 100, rows: [{ event_type: 'A' }] },
  secretsSet: { token: true },
  problem: null,
  warnings: [],
  health: null,
  version: 7,
  updatedAt: 1_000,
  updatedBy: 'Ada Admin',
};
