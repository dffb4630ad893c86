import * as z from 'zod/mini';
import { epochMsSchema } from './record.ts';
import { connectionHealthSchema, sourceCodeSchema } from './source.ts';

const choicesSchema = z.array(z.object({ value: z.string(), label: z.string() }));

/** One setting of a vendor's connection, as its form shows it. */
export const settingFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['url', 'text', 'secret', 'number', 'boolean', 'choice', 'file', 'table']),
  required: z.boolean(),
  help: z.optional(z.string()),
  placeholder: z.optional(z.string()),
  choices: z.optional(choicesSchema),
  /** Of a `table`: its value is an array of objects, each with all of these as texts. */
  columns: z.optional(z.array(z.object({ name: z.string(), label: z.string(), choices: z.optional(choicesSchema) }))),
});
export type SettingField = z.infer<typeof settingFieldSchema>;

export const vendorFormSchema = z.object({
  name: z.string(),
  label: z.string(),
  mark: z.string(),
  fields: z.array(settingFieldSchema),
});
export type VendorForm = z.infer<typeof vendorFormSchema>;
export const vendorsAnswerSchema = z.object({ vendors: z.array(vendorFormSchema) });

/** Settings that are not secret, as the vendor's form names them. */
const settingsSchema = z.record(z.string().check(z.maxLength(64)), z.unknown());
const secretsSchema = z.record(z.string().check(z.maxLength(64)), z.string().check(z.minLength(1), z.maxLength(8_192)));

export const connectionIdSchema = z
  .string()
  .check(
    z.maxLength(64),
    z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'Has to be small letters, digits and single hyphens.'),
  );
const labelSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(120));
const tenantSchema = z.nullable(z.string().check(z.trim(), z.minLength(1), z.maxLength(120)));

export const adminConnectionSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  label: z.string(),
  tenant: z.nullable(z.string()),
  /** `file`: from the operator's watchfloor.yaml; read-only here. */
  origin: z.enum(['file', 'browser']),
  paused: z.boolean(),
  settings: settingsSchema,
  /** Per secret field: whether one is kept. Its value never leaves the server. */
  secretsSet: z.record(z.string(), z.boolean()),
  /** Why it cannot be used as it is (a secret is missing since its address changed, …), in a sentence. */
  problem: z.nullable(z.string()),
  /** Credentials that expire soon, a clock that drifts. */
  warnings: z.array(z.string()),
  health: z.nullable(connectionHealthSchema),
  version: z.number(),
  updatedAt: z.nullable(epochMsSchema),
  updatedBy: z.nullable(z.string()),
});
export type AdminConnection = z.infer<typeof adminConnectionSchema>;
export const adminConnectionsAnswerSchema = z.object({
  connections: z.array(adminConnectionSchema),
  /** Hosts that the operator's file lets a browser add; empty: public addresses over https, any host. */
  allowedOrigins: z.array(z.string()),
});
export type AdminConnectionsAnswer = z.infer<typeof adminConnectionsAnswerSchema>;
export const adminConnectionAnswerSchema = z.object({ connection: adminConnectionSchema });

export const newConnectionSchema = z.strictObject({
  id: connectionIdSchema,
  vendor: z.string().check(z.maxLength(64)),
  label: labelSchema,
  tenant: z.optional(tenantSchema),
  settings: settingsSchema,
  secrets: secretsSchema,
});
export const connectionChangeSchema = z.strictObject({
  version: z.number(),
  label: z.optional(labelSchema),
  tenant: z.optional(tenantSchema),
  settings: z.optional(settingsSchema),
  /** Only the ones that are replaced; a changed origin clears the rest. */
  secrets: z.optional(secretsSchema),
  paused: z.optional(z.boolean()),
});
/** Tests a draft (`id` absent or new) or a kept connection with changes on top. */
export const connectionTestSchema = z.strictObject({
  id: z.optional(connectionIdSchema),
  vendor: z.string().check(z.maxLength(64)),
  settings: settingsSchema,
  secrets: secretsSchema,
});
export const connectionTestAnswerSchema = z.object({
  ok: z.boolean(),
  code: z.nullable(sourceCodeSchema),
  /** What was tried and what came of it. */
  message: z.string(),
  ms: z.number(),
});
export type ConnectionTestAnswer = z.infer<typeof connectionTestAnswerSchema>;
