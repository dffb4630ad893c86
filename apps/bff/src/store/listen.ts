import pg from 'pg';
import type { Log } from '../log.ts';

type OnNotice = (payload: string | undefined) => void;

export interface Listener {
  listen(channel: string, onNotice: OnNotice): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const retryMs = 1_000;

/** One session for all channels, made with the first one and made again when it is lost. */
export function createListener({ config, log }: { config: pg.ClientConfig; log: Log }): Listener {
  const channels = new Map<string, Set<OnNotice>>();
  let current: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client(config);
    client.on('notification', ({ channel, payload }) => {
      for (const onNotice of channels.get(channel) ?? []) onNotice(payload ?? '');
    });
    let lost: Error | undefined;
    let isUp = false;
    const lose = (error: Error) => {
      lost ??= error;
      if (!isUp || closed || current === undefined) return;
      current = undefined;
      log.warn('database notices lost', { detail: error.message });
      again();
    };
    client.on('error', lose);
    client.once('end', () => lose(new Error('The session was ended.')));
    await client.connect();
    for (const channel of channels.keys()) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    if (lost !== undefined) throw lost;
    isUp = true;
    return client;
  }

  /** Until it works: whoever listens believes that it hears everything. */
  function again() {
    clearTimeout(retry);
    retry = setTimeout(() => {
      if (closed || current !== undefined) return;
      const attempt = connect();
      current = attempt;
      attempt.then(
        () => {
          for (const callbacks of channels.values()) for (const onNotice of callbacks) onNotice(undefined);
        },
        (error: unknown) => {
          if (current === attempt) current = undefined;
          log.warn('database notices lost', { detail: error instanceof Error ? error.message : String(error) });
          if (!closed) again();
        },
      );
    }, retryMs).unref();
  }

  return {
    async listen(channel, onNotice) {
      const callbacks = channels.get(channel);
      if (callbacks) callbacks.add(onNotice);
      else channels.set(channel, new Set([onNotice]));
      const attempt = (current ??= connect());
      try {
        await (await attempt).query(`listen ${pg.escapeIdentifier(channel)}`);
      } catch (error) {
        if (current === attempt) current = undefined;
        forget(channel, onNotice);
        throw error;
      }
      return async () => {
        if (!forget(channel, onNotice)) return;
        const client = await current?.catch(() => undefined);
        // Not heard by anybody: a session that is just being lost ends it too.
        await client?.query(`unlisten ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
      };
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      channels.clear();
      const client = await current?.catch(() => undefined);
      current = undefined;
      await client?.end();
    },
  };

  /** @returns whether nobody is left on the channel */
  function forget(channel: string, onNotice: OnNotice): boolean {
    const callbacks = channels.get(channel);
    callbacks?.delete(onNotice);
    if (callbacks === undefined || callbacks.size > 0) return false;
    return channels.delete(channel);
  }
}
