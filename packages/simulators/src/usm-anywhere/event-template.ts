import type { serversByRole } from '../scenario/cast.ts';
import type { Actors } from './actors.ts';
import type { Plugin } from './plugins.ts';

export interface EventTemplate {
  key: string;
  name: string;
  action: string;
  type: string;
  description: string;
  plugin: Plugin;
  /** Share of the background noise; 0 for events that only alarms or stories have. */
  weight: number;
  from: 'laptop' | 'server' | 'outside' | 'cloud';
  to: 'laptop' | 'server' | 'outside' | 'cloud' | 'none';
  user: 'account' | 'upn' | 'service' | 'none';
  port?: number;
  /** Which of the servers it concerns; default `windows`. */
  servers?: keyof typeof serversByRole;
  app?: [id: string, type: string, name: string];
  authentication?: string;
  userAgent?: string;
  outcomes?: readonly string[];
  severity?: string;
  cloudName?: string;
  log: (who: Actors) => string;
}
