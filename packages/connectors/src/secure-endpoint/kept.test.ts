import { describeKept } from '../conformance.ts';
import { secureEndpointEvents, secureEndpointFixture } from './conformance.ts';

describeKept('secure-endpoint events', secureEndpointFixture, secureEndpointEvents);
