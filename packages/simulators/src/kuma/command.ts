import { defined, type VendorCommand } from '../server/vendor-command.ts';
import { startKumaSimulator } from './simulator.ts';

const TOKEN = 'WATCHFLOOR_SIM_KUMA_TOKEN';

export const kumaCommand: VendorCommand = {
  key: 'kuma',
  portFlag: 'kuma-port',
  numberFlags: ['kuma-control-port', 'kuma-console-port', 'kuma-alerts', 'kuma-alert-every-s', 'kuma-hit-every-s'],
  secrets: [TOKEN],
  async start({ live, seed, number, secret }) {
    const token = secret(TOKEN);
    const simulator = await startKumaSimulator({
      live,
      controlPort: number('kuma-control-port') ?? 0,
      ...defined({
        port: number('kuma-port'),
        consolePort: number('kuma-console-port'),
        alerts: number('kuma-alerts'),
        alertEveryS: number('kuma-alert-every-s'),
        hitEveryS: number('kuma-hit-every-s'),
        seed,
        token,
      }),
    });
    const { origin, controlOrigin: control, consoleOrigin: console } = simulator;
    const made = token === undefined ? { token: simulator.token } : {};
    return { ready: { origin, control, console, ...made }, close: () => simulator.close() };
  },
};
