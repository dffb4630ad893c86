import * as z from 'zod/mini';
import { ApiError } from '../../lib/api.ts';

/** What is wrong, by the name of the field. */
export type FieldProblems = Partial<Record<string, string>>;

export type FieldSchemas = Readonly<Record<string, z.core.$ZodType<string>>>;

/** Says what is wrong before the server has to; what is right comes back as the server will read it. */
export function findProblems(
  data: Readonly<Record<string, string>>,
  schemas: FieldSchemas,
): { values: Record<string, string>; problems: FieldProblems } {
  const values: Record<string, string> = {};
  const problems: FieldProblems = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const text = data[name] ?? '';
    const parsed = z.safeParse(schema, text);
    if (parsed.success) values[name] = parsed.data;
    else problems[name] = text.trim() === '' ? 'Is needed.' : (parsed.error.issues[0]?.message ?? 'Cannot be used.');
  }
  return { values, problems };
}

/** What was wrong with a field is not said any more once somebody types in it. */
export function withoutField(problems: FieldProblems, field: string): FieldProblems {
  return Object.fromEntries(Object.entries(problems).filter(([name]) => name !== field));
}

/** What the server found wrong, where it said in which field. */
export function toFieldProblems(error: unknown): FieldProblems {
  if (!(error instanceof ApiError)) return {};
  if (error.code === 'name_taken') return { email: error.message };
  const entries = (error.problem?.errors ?? []).map(({ parameter, detail }) => [parameter, detail] as const);
  return Object.fromEntries(entries);
}
