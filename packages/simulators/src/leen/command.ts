import { defined, type VendorCommand } from '../server/vendor-command.ts';
import { startLeenSimulator } from './simulator.ts';

const KEY = 'WATCHFLOOR_SIM_LEEN_KEY';

export const leenCommand: VendorCommand = {
  key: 'leen',
  portFlag: 'leen-port',
  numberFlags: ['leen-control-port', 'leen-findings', 'leen-finding-every-s', 'leen-refresh-s'],
  secrets: [KEY],
  async start({ live, seed, number, secret }) {
    const apiKey = secret(KEY);
    const simulator = await startLeenSimulator({
      live,
      controlPort: number('leen-control-port') ?? 0,
      ...defined({
        port: number('leen-port'),
        findings: number('leen-findings'),
        findingEveryS: number('leen-finding-every-s'),
        refreshIntervalS: number('leen-refresh-s'),
        seed,
        apiKey,
      }),
    });
    const { origin, controlOrigin: control, connectionId } = simulator;
    const made = apiKey === undefined ? { apiKey: simulator.apiKey } : {};
    return { ready: { origin, control, connectionId, ...made }, close: () => simulator.close() };
  },
};
