import { setTimeout as sleep } from 'node:timers/promises';
import { type Interval, type ReadTask, resolveTime } from '@watchfloor/contract';
import { toQuoted } from '../log.ts';
import { writeAudit } from '../store/audit/write.ts';
import { type Database, withDatabase } from '../store/database.ts';
import { shareServer } from '../store/open-store.ts';
import { taskColumns, toReadTask } from '../sync/task-rows.ts';
import { type Command, type Output, readArguments, readConfig, UsageError } from './command.ts';

const lookMs = 500;
/** A server looks for tasks more often than this. */
const takenMs = 20_000;

export const verify: Command = {
  name: 'verify',
  usage: '<connection> <range>   (now-24h, now-7d..now-1d, 2026-11-12T00:00Z..now)',
  summary: 'has the running server compare what it keeps with the vendor, byte for byte, and names every difference',
  async run(args, { print, log }) {
    const { values, positionals } = readArguments(args, {}, 2);
    const [connection = '', text = ''] = positionals;
    const range = toRange(text, Date.now());
    const server = await shareServer(readConfig(values.config).store, log);
    try {
      return await withDatabase({ url: server.url, log }, async (database) => {
        const ids = await ask(database, connection, range);
        let differences = 0;
        for (const id of ids) differences += report(await wait(database, id, print), print);
        return differences > 0 ? 1 : 0;
      });
    } finally {
      await server.close();
    }
  },
};

/** `from..to`, or `from` alone, to now. */
function toRange(text: string, now: number): Interval {
  const [first = '', last = 'now', ...more] = text.split('..');
  const from = resolveTime(first, now);
  const to = resolveTime(last, now);
  if (from === undefined || to === undefined || more.length > 0) {
    throw new UsageError(`"${text}" is not a range. Times are now-24h, ISO 8601 with its offset, or epoch ms.`);
  }
  if (from > to) throw new UsageError('The range ends before it begins.');
  return { from, to };
}

/** A task for each list that is kept of the connection. */
async function ask(database: Database, connection: string, { from, to }: Interval): Promise<string[]> {
  const lists = await database.sql.selectFrom('source_state').select(['connection', 'resource']).execute();
  const resources = lists.filter((list) => list.connection === connection).map(({ resource }) => resource);
  if (resources.length === 0) {
    const known = [...new Set(lists.map((list) => list.connection))].join(', ') || 'none';
    throw new UsageError(`Nothing of a connection "${connection}" is kept. There are: ${known}.`);
  }
  const actor = { kind: 'command', name: 'watchfloor verify' } as const;
  return database.transaction(async (trx) => {
    const rows = await trx
      .insertInto('read_task')
      .values(
        resources.map((resource) => ({
          connection,
          resource,
          kind: 'verify' as const,
          from_at: Math.round(from),
          to_at: Math.round(to),
          asked_by_name: actor.name,
        })),
      )
      .returning('id')
      .execute();
    for (const resource of resources) {
      const target = { kind: 'source', id: `${connection}:${resource}` };
      await writeAudit(trx, { actor, action: 'source.verify', target, detail: { from, to } });
    }
    return rows.map(({ id }) => id);
  });
}

async function wait({ sql }: Pick<Database, 'sql'>, id: string, print: Output['print']): Promise<ReadTask> {
  const until = Date.now() + takenMs;
  let said = '';
  for (;;) {
    const row = await sql.selectFrom('read_task').select(taskColumns).where('id', '=', id).executeTakeFirstOrThrow();
    const task = toReadTask(row);
    if (task.endedAt !== null) return task;
    if (task.state === 'waiting' && Date.now() > until) {
      await sql.updateTable('read_task').set({ state: 'stopped', ended_at: Date.now() }).where('id', '=', id).execute();
      return { ...task, state: 'failed', message: 'No running Watchfloor has taken it up. Start one, and ask again.' };
    }
    const words = sayProgress(task);
    if (words !== said && task.state === 'running') print(words);
    said = words;
    await sleep(lookMs);
  }
}

function sayProgress({ progress: { rows, backTo }, message }: ReadTask): string {
  const back = backTo === null ? '' : ` back to ${new Date(backTo).toISOString()}`;
  return [`Looked through ${rows}${back}.`, message].filter((part) => part !== null).join(' ');
}

/** @returns how many differences there are; one where it could not be told */
function report({ connection, resource, state, message, result }: ReadTask, print: Output['print']): number {
  const name = `${connection}:${resource}`;
  if (state !== 'done' || !result) {
    print(`${name}: ${message ?? `It was ${state}.`}`);
    return 1;
  }
  const { findings, differences, named, notCovered } = result;
  for (const { kind, uid, title, fields = [] } of named) {
    print(`${kind} ${toQuoted(uid)} ${toQuoted(title)}`);
    for (const { field, kept, vendor } of fields)
      print(`  ${toQuoted(field)}: kept ${toQuoted(kept)}, vendor ${toQuoted(vendor)}`);
  }
  for (const { from, to } of notCovered) {
    print(`${name}: never read whole: ${new Date(from).toISOString()} to ${new Date(to).toISOString()}.`);
  }
  const what = differences === 0 ? 'no difference' : `${differences} differences`;
  print(`${name}: ${findings} findings compared, byte for byte: ${what}.`);
  return differences;
}
