import { defined, type VendorCommand } from '../server/vendor-command.ts';
import { startSecureEndpointSimulator } from './simulator.ts';

const KEY = 'WATCHFLOOR_SIM_SECURE_ENDPOINT_KEY';

export const secureEndpointCommand: VendorCommand = {
  key: 'secureEndpoint',
  portFlag: 'secure-endpoint-port',
  numberFlags: [
    'secure-endpoint-control-port',
    'secure-endpoint-events',
    'secure-endpoint-event-every-s',
    'secure-endpoint-requests-per-hour',
  ],
  secrets: [KEY],
  async start({ live, seed, number, secret }) {
    const apiKey = secret(KEY);
    const simulator = await startSecureEndpointSimulator({
      live,
      controlPort: number('secure-endpoint-control-port') ?? 0,
      ...defined({
        port: number('secure-endpoint-port'),
        events: number('secure-endpoint-events'),
        eventEveryS: number('secure-endpoint-event-every-s'),
        requestsPerWindow: number('secure-endpoint-requests-per-hour'),
        seed,
        apiKey,
      }),
    });
    const { origin, controlOrigin: control, clientId } = simulator;
    const made = apiKey === undefined ? { apiKey: simulator.apiKey } : {};
    return { ready: { origin, control, clientId, ...made }, close: () => simulator.close() };
  },
};
