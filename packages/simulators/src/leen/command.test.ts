import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

let child: ChildProcess | undefined;
afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL');
});

test('started beside USM Anywhere by its port flag, with its own control port and no given key in the line', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const flags = ['--alarms', '0', '--events', '0', '--leen-port', '0', '--leen-findings', '20', '--exit-with-stdin'];
  const env = { PATH: process.env['PATH'] ?? '', WATCHFLOOR_SIM_LEEN_KEY: 'given-key' };
  const started = spawn(process.execPath, [main, ...flags], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child = started;
  let out = '';
  started.stdout.on('data', (chunk) => (out += String(chunk)));
  while (!out.includes('\n')) await once(started.stdout, 'data');
  expect(out).not.toContain('given-key');
  const { leen } = JSON.parse(out) as { leen: Record<string, string> };
  const headers = { 'x-api-key': 'given-key', 'x-connection-id': String(leen['connectionId']) };
  const response = await fetch(`${leen['origin']}/v1/idp/alerts?limit=1`, { headers });
  expect(await response.json()).toMatchObject({ count: 1 });
  expect(await (await fetch(`${leen['control']}/leen/state`)).json()).toMatchObject({ origin: leen['origin'] });
  started.stdin.end();
  expect(await once(started, 'exit')).toEqual([0, null]);
});
