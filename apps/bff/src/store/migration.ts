import { createHash } from 'node:crypto';
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

/**
 * A step of the schema. Once released it is never edited: a new step changes what it made.
 * `up` sends statements and reads no answer, so that what it sends is the same on every database.
 */
export interface Migration {
  /** `0001-audit`: its number, then what it is about. */
  name: string;
  up(sql: Kysely<unknown>): Promise<void>;
}

export const toNumber = ({ name }: Migration): number => Number(name.slice(0, 4));

/**
 * SHA-256 of the statements that a migration sends. Of these and not of its source file: comments and formatting may
 * change in a file, and the schema that comes out of it may not.
 */
export async function toChecksum(migration: Migration): Promise<string> {
  const hash = createHash('sha256');
  const recorder = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new Recorder((query) => hash.update(toText(query))),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  await migration.up(recorder);
  await recorder.destroy();
  return hash.digest('hex');
}

/** White space is layout of the source, unless it is inside of a literal, where a run of it is hardly meant. */
const toText = ({ sql, parameters }: CompiledQuery) =>
  `${sql.replace(/\s+/g, ' ').trim()}\0${JSON.stringify(parameters)}\0`;

/** Takes statements and answers all of them with nothing. */
class Recorder extends DummyDriver {
  readonly #onQuery: (query: CompiledQuery) => void;

  constructor(onQuery: (query: CompiledQuery) => void) {
    super();
    this.#onQuery = onQuery;
  }

  override async acquireConnection() {
    const connection = await super.acquireConnection();
    const onQuery = this.#onQuery;
    return {
      executeQuery: <R>(query: CompiledQuery) => {
        onQuery(query);
        return connection.executeQuery<R>(query);
      },
      streamQuery: connection.streamQuery.bind(connection),
    };
  }
}
