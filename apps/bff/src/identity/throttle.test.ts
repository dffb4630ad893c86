import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openBrowser } from './testing/browser.ts';
import { createStage, mailOf, password, type Replica, type Stage } from './testing/stage.ts';
import { createThrottle, throttleRules, throttleWindowMs } from './throttle.ts';

const hashes = vi.hoisted(() => ({ count: 0 }));
// Counts and passes on: whether a hash was computed cannot be seen from outside.
vi.mock('node:crypto', async (load) => {
  const real = await load<typeof import('node:crypto')>();
  const scrypt = ((...args: Parameters<typeof real.scrypt>) => {
    hashes.count += 1;
    real.scrypt(...args);
  }) as typeof real.scrypt;
  return { ...real, default: { ...real, scrypt }, scrypt };
});

// Each of these waits for real hashes, two at a time.
vi.setConfig({ testTimeout: 120_000 });

let stage: Stage;
let replicas: [Replica, Replica];
beforeAll(async () => {
  stage = await createStage();
  replicas = [stage.replica(), stage.replica()];
});
afterAll(() => stage.close());

const perPair = throttleRules[0].max;

describe('50 wrong passwords at the same moment, over two replicas', () => {
  it(`cost ${perPair} hashes, and the rest is told when to come back`, async () => {
    await stage.addPerson('Ana Ruiz', 'analyst');
    hashes.count = 0;
    const body = { email: mailOf('Ana Ruiz'), password: 'guessed' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        openBrowser((replicas[i % 2] as Replica).app).ask('POST', '/api/session', body),
      ),
    );
    expect(hashes.count).toBe(perPair);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(perPair);
    const late = answers.filter(({ status }) => status === 429);
    expect(late).toHaveLength(50 - perPair);
    for (const { headers, body: problem } of late) {
      expect(problem).toMatchObject({ code: 'too_many_tries', retryAt: expect.any(Number) as number });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(800);
    }
    // Even the right password has to wait now, and works when the time is over.
    const right = { email: mailOf('Ana Ruiz').toUpperCase(), password };
    expect((await openBrowser(replicas[0].app).ask('POST', '/api/session', right)).status).toBe(429);
    stage.clock.ahead = throttleWindowMs + 1000;
    expect((await openBrowser(replicas[0].app).ask('POST', '/api/session', right)).status).toBe(200);
    stage.clock.ahead = 0;
  });

  it('control: tries that no count holds back cost a hash each', async () => {
    await stage.database.sql.deleteFrom('sign_in_try').execute();
    hashes.count = 0;
    const browsers = Array.from({ length: 12 }, (_, i) => ({ email: `someone${i}@norrvik.test`, password: 'guessed' }));
    await Promise.all(browsers.map((body) => openBrowser(replicas[0].app).ask('POST', '/api/session', body)));
    // Another account each: nothing holds them back, and every one has its hash.
    expect(hashes.count).toBe(12);
  });
});

describe('the work behind an answer', () => {
  it('is one hash for a wrong password, an unknown account, what is no address, and a disabled person alike', async () => {
    const id = await stage.addPerson('Dis Abled', 'viewer');
    await stage.database.sql.updateTable('person').set({ banned: true }).where('id', '=', id).execute();
    const costs: number[] = [];
    for (const body of [
      { email: mailOf('Ana Ruiz'), password: 'wrong' },
      { email: 'nobody@norrvik.test', password },
      { email: 'no address', password },
      { email: mailOf('Dis Abled'), password },
      { email: `${'0'.repeat(64)}@oidc.invalid`, password },
    ]) {
      await stage.database.sql.deleteFrom('sign_in_try').execute();
      hashes.count = 0;
      expect((await openBrowser(replicas[0].app).ask('POST', '/api/session', body)).status).toBe(401);
      costs.push(hashes.count);
    }
    expect(costs).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('the count', () => {
  const now = () => Date.now() + stage.clock.ahead;
  const create = () => createThrottle({ database: stage.database, masterKey: stage.masterKey, now });
  const tries = async (count: number, account: (i: number) => string, address: (i: number) => string) => {
    const throttle = create();
    let allowed = 0;
    for (let i = 0; i < count; i++) {
      const outcome = await throttle.take(account(i), address(i)).then(
        () => 1,
        () => 0,
      );
      allowed += outcome;
    }
    return allowed;
  };

  it('lets nobody shut a person out from elsewhere with a few tries', async () => {
    expect(
      await tries(
        200,
        () => 'victim@x.test',
        () => '203.0.113.9',
      ),
    ).toBe(perPair);
    expect(
      await tries(
        1,
        () => 'victim@x.test',
        () => '198.51.100.1',
      ),
    ).toBe(1);
  });

  it('stops many addresses at one account, and one address at many accounts', async () => {
    expect(
      await tries(
        100,
        () => 'target@x.test',
        (i) => `10.0.0.${i}`,
      ),
    ).toBe(60);
    expect(
      await tries(
        100,
        (i) => `spray${i}@x.test`,
        () => '192.0.2.77',
      ),
    ).toBe(60);
  });

  it('forgets slips after the right password', async () => {
    const throttle = create();
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < perPair; i++) await throttle.take('clumsy@x.test', '192.0.2.1');
      await throttle.giveBack('clumsy@x.test', '192.0.2.1');
    }
    await expect(throttle.take('clumsy@x.test', '192.0.2.1')).resolves.toBeUndefined();
  });

  it('keeps no text that was typed', async () => {
    await create().take('my password by mistake', '192.0.2.2');
    const rows = await stage.database.sql.selectFrom('sign_in_try').select('key').execute();
    expect(JSON.stringify(rows)).not.toContain('password');
  });
});
