/** What `main.ts` needs to start one more vendor beside USM Anywhere, asked for by that vendor's own port flag. */
export interface VendorCommand {
  /** Its key in the ready line. */
  key: string;
  /** The flag that starts it, such as `kuma-port`. */
  portFlag: string;
  /** Its other flags; every one takes a number. */
  numberFlags: readonly string[];
  /** Environment variables that hold its secrets, for the usage text. */
  secrets: readonly string[];
  start(given: GivenFlags): Promise<StartedVendor>;
}

export interface GivenFlags {
  live: boolean;
  seed: number | undefined;
  /** The flag's number, undefined where it was not given. */
  number(flag: string): number | undefined;
  /** The environment variable's text, undefined where it is unset or empty. */
  secret(variable: string): string | undefined;
}

export interface StartedVendor {
  /** What the ready line says: origins, and such secrets as were made rather than given. */
  ready: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Leaves out what was not given, so that the simulator's own default holds. */
export function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
