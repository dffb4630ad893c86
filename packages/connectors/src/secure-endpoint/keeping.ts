import type { Keeping } from '../connector.ts';
import type { SecureEndpointConfig } from './config.ts';
import { readEventKey } from './key.ts';

/** Events never change: what was read once is read. */
export function toKeeping({ noise }: Pick<SecureEndpointConfig, 'noise'>): Keeping {
  const exclude = noise.map(({ event_type }) => event_type);
  return {
    filters: exclude.length === 0 ? {} : { event_type: { include: [], exclude } },
    // Some of the names have commas in them.
    rule: exclude.length === 0 ? 'All events' : `All events except ${exclude.join('; ')}`,
    order: 'time-desc',
    // Detected, quarantine failed, quarantined: of one detection on one computer.
    matterOf({ key }) {
      const { connectorGuid, detectionId } = readEventKey(key);
      return connectorGuid === '' || detectionId === '' ? undefined : `${connectorGuid} ${detectionId}`;
    },
  };
}
