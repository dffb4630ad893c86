import type { Migration } from '../migration.ts';
import { migration0001 } from './0001-audit.ts';
import { migration0002 } from './0002-identity.ts';
import { migration0003 } from './0003-views.ts';
import { migration0004 } from './0004-connections.ts';
import { migration0005 } from './0005-audit-actions.ts';
import { migration0006 } from './0006-find-session.ts';
import { migration0007 } from './0007-outbound-quota.ts';
import { migration0008 } from './0008-findings.ts';
import { migration0009 } from './0009-outbound-breaker.ts';
import { migration0010 } from './0010-queue.ts';
import { migration0011 } from './0011-queue-entries.ts';
import { migration0012 } from './0012-bulk.ts';
import { migration0013 } from './0013-queue-views.ts';
import { migration0014 } from './0014-queue-search.ts';
import { migration0015 } from './0015-queue-counts.ts';
import { migration0016 } from './0016-search-by-uid.ts';

/**
 * In the order of their numbers, which have no gap. A test fails where two branches took the same number, or one is
 * missing here.
 */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
  migration0008,
  migration0009,
  migration0010,
  migration0011,
  migration0012,
  migration0013,
  migration0014,
  migration0015,
  migration0016,
];
