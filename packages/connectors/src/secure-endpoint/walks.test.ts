import { afterEach } from 'vitest';
import { closeOpened, describeWalks } from '../conformance.ts';
import { secureEndpointEvents, secureEndpointFixture } from './conformance.ts';

afterEach(closeOpened);

describeWalks('secure-endpoint events', secureEndpointFixture, secureEndpointEvents);
