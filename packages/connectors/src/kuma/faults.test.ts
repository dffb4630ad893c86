import { afterEach } from 'vitest';
import { describeFaults } from '../conformance.ts';
import { closeOpened, openStage, range } from './conformance.ts';

afterEach(closeOpened);

describeFaults(
  'kuma',
  () => openStage({ alerts: 600 }, {}),
  { resource: 'alerts', filters: {}, order: 'time-desc' },
  range,
);
