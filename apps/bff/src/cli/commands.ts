import { adminLink } from './admin-link.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { keysRotate } from './keys-rotate.ts';
import { restore } from './restore.ts';
import { verify } from './verify.ts';

/** What `watchfloor` can do apart from serving, which is `npm start`. */
export const commands: readonly Command[] = [verify, backup, restore, auditVerify, keysRotate, adminLink];
