import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
});

function run(args: string[], env: Record<string, string> = {}) {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--alarms', '50', '--events', '200', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const ready = async () => {
    while (!out.includes('\n')) await once(child.stdout, 'data');
    return JSON.parse(out) as { ready: boolean; usmAnywhere: Record<string, string> };
  };
  return { child, ready, output: () => ({ out, err }) };
}

test('one ready line without a given secret in it, and a clean end on SIGTERM', async () => {
  const { child, ready, output } = run(['--client-id', 'demo'], { WATCHFLOOR_SIM_USM_SECRET: 'given-secret' });
  const line = await ready();
  expect(line).toMatchObject({
    ready: true,
    usmAnywhere: { origin: expect.any(String) as string, control: expect.any(String) as string, clientId: 'demo' },
  });
  expect(JSON.stringify(line)).not.toContain('given-secret');
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(output().out.trim().split('\n')).toHaveLength(1);
  expect(output().err).toBe('');
});

test('a secret that was made is in the line, and stdin ends it', async () => {
  const { child, ready } = run(['--exit-with-stdin']);
  expect((await ready()).usmAnywhere['clientSecret']).toMatch(/.{20}/);
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a further vendor starts beside it where its port is asked for', async () => {
  const { child, ready } = run(['--kuma-port', '0', '--kuma-alerts', '20'], { WATCHFLOOR_SIM_KUMA_TOKEN: 'given' });
  const { kuma } = (await ready()) as unknown as { kuma: Record<string, string> };
  expect(Object.keys(kuma)).toEqual(['origin', 'control', 'console']);
  const response = await fetch(`${kuma['origin']}/api/v1/alerts`, { headers: { authorization: 'Bearer given' } });
  expect((await response.json()) as unknown[]).not.toHaveLength(0);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('a busy port is said plainly, and it leaves', async () => {
  const first = run([]);
  const { origin } = (await first.ready()).usmAnywhere;
  const port = new URL(String(origin)).port;
  const second = run(['--usm-port', port]);
  expect(await once(second.child, 'exit')).toEqual([1, null]);
  expect(second.output().err).toContain(`port ${port} on 127.0.0.1 is in use`);
});

test('a flag that is no number is refused', async () => {
  const { child, output } = run(['--seed', 'many']);
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(output().err).toContain('--seed');
});
