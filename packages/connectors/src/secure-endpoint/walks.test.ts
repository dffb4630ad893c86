import { describeWalks } from '../conformance.ts';
import { secureEndpointEvents, secureEndpointFixture } from './conformance.ts';

describeWalks('secure-endpoint events', secureEndpointFixture, secureEndpointEvents);
