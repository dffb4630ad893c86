import { describeFaults } from '../conformance.ts';
import { leenFindings, leenFixture } from './conformance.ts';

describeFaults('leen', leenFixture, leenFindings, {
  // The first makes the connector page by number, where a second one is an error.
  more: [{ name: '422', fault: { kind: 'status', status: 422 }, expected: ['bad_request'] }],
});
