import { describeFaults } from '../conformance.ts';
import { secureEndpointEvents, secureEndpointFixture } from './conformance.ts';

describeFaults('secure-endpoint', secureEndpointFixture, secureEndpointEvents, {
  // It says from which row on it answers, so that a page that comes twice is noticed.
  expected: { 'a page once more': ['bad_response'] },
});
