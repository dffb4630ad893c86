import type { Principal } from '../http/guard.ts';

/** Who asks in tests of what lies behind a session: may do and see everything. */
export const operator: Principal = {
  id: 'operator',
  name: 'Operator',
  role: 'admin',
  access: 'all',
  scope: 'operator',
};
