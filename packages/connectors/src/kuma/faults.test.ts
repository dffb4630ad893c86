import { describeFaults } from '../conformance.ts';
import { kumaAlerts, kumaFixture } from './conformance.ts';

describeFaults('kuma', kumaFixture, kumaAlerts, {
  more: [{ name: '400', fault: { kind: 'status', status: 400 }, expected: ['bad_request'] }],
});
