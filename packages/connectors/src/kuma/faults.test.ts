import { afterEach } from 'vitest';
import { closeOpened, describeFaults } from '../conformance.ts';
import { kumaAlerts, kumaFixture } from './conformance.ts';

afterEach(closeOpened);

describeFaults('kuma', kumaFixture, kumaAlerts, {
  more: [{ name: '400', fault: { kind: 'status', status: 400 }, expected: ['bad_request'] }],
});
