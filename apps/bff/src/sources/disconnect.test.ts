import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { fakeApp, ownPageHeaders } from '../testing/fake-app.ts';
import { fakeConnection, fakePage } from '../testing/fake-source.ts';
import { type Listening, listen } from '../testing/listen.ts';

let server: Listening | undefined;
afterEach(() => server?.close());

/** A list that notes what becomes of its signal, over a real socket. */
async function watchedList() {
  const signals: AbortSignal[] = [];
  const list = async (_: unknown, __: unknown, { signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    await sleep(300, undefined, { signal });
    return fakePage();
  };
  const { app, lines } = fakeApp({ connections: [fakeConnection({ list })] });
  server = await listen(app);
  const { port } = server;
  const ask = () => {
    const headers = { ...ownPageHeaders, host: `localhost:${port}` };
    const outgoing = request({ host: '127.0.0.1', port, path: '/api/explore/fake/alarms', headers, agent: false });
    const status = new Promise<number | undefined>((resolve) => {
      outgoing
        .once('response', (incoming) => resolve(incoming.resume().statusCode))
        .once('error', () => resolve(undefined));
    });
    outgoing.end();
    return { leave: () => outgoing.destroy(), status };
  };
  return { ask, signals, lines };
}

it('a client that leaves ends the vendor call, without an error in the log', async () => {
  const { ask, signals, lines } = await watchedList();
  const client = ask();
  await expect.poll(() => signals.length).toBe(1);
  client.leave();
  await expect.poll(() => signals[0]?.aborted, { timeout: 250 }).toBe(true);
  await expect.poll(() => lines.length).toBe(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'request', status: 499 });
});

it('control: it runs to its end for a client that stays, also when another one leaves', async () => {
  const { ask, signals } = await watchedList();
  const stays = ask();
  const leaves = ask();
  await expect.poll(() => signals.length).toBe(1);
  await sleep(50);
  leaves.leave();
  expect(await stays.status).toBe(200);
  expect(signals).toHaveLength(1);
  expect(signals[0]?.aborted).toBe(false);
});
