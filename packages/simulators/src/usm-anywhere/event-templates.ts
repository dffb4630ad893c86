import type { EventTemplate } from './event-template.ts';
import { cloudEvents } from './events-cloud.ts';
import { networkEvents } from './events-network.ts';
import { windowsEvents } from './events-windows.ts';

export const eventTemplates: readonly EventTemplate[] = [...windowsEvents, ...networkEvents, ...cloudEvents];

export function eventTemplateIndex(key: string): number {
  const index = eventTemplates.findIndex((template) => template.key === key);
  if (index < 0) throw new Error(`no event template ${key}`);
  return index;
}
