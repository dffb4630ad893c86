import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { parseDemoOptions } from './options.mjs';
import { assertPortIsFree } from './ports.mjs';

test('a flag wins over the environment, which wins over the default', () => {
  const env = { WATCHFLOOR_DEMO_PORT: '5000', WATCHFLOOR_DEMO_SIM_PORT: '5001' };
  const options = parseDemoOptions(['--port', '0'], env);
  expect([options.app.port, options.simulator.port, options.control.port]).toEqual([0, 5001, 4182]);
});

test('sizes and the seed go on to the simulator', () => {
  expect(parseDemoOptions(['--alarms', '100', '--seed', '7'], {}).simulatorArgs).toEqual([
    '--alarms',
    '100',
    '--seed',
    '7',
  ]);
});

test.each([
  [['--port', '70000'], '--port: "70000" is not a port'],
  [['--port', ''], '--port: "" is not a port'],
  [['--alarms', '-1'], '--alarms'],
  [['--ports', '1'], "Unknown option '--ports'"],
])('%j is refused with its reason', (argv, message) => {
  expect(() => parseDemoOptions(argv, {})).toThrow(message);
});

test('a busy port is named together with the flag that changes it', async () => {
  const server = createServer();
  const port = await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' ? address?.port : undefined);
    });
  });
  await expect(assertPortIsFree(port, '--port', 'the app')).rejects.toThrow(
    `Port ${port} (the app) is in use. Choose another one with --port <port>`,
  );
  server.close();
});
