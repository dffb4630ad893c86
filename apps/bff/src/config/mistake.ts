/** Where in a configuration: the path of keys and indexes to a value. */
export type ConfigPath = readonly (string | number)[];

/** What is wrong, or unwise. Never holds a value that came from the environment or a file. */
export interface Mistake {
  /** 1-based; absent for what does not stand in the file. */
  line?: number;
  column?: number;
  /** `connections[1].base_url`, or the name of an environment variable. */
  where: string;
  message: string;
}

export function toPathText(path: ConfigPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/**
 * `watchfloor.yaml:12:5: connections[1].base_url: …`, the form that editors make clickable; what does not stand in the
 * file goes without it.
 */
export function toMistakeLine(file: string, { line, column, where, message }: Mistake): string {
  const at = line === undefined ? '' : `${file}:${line}:${column}: `;
  return `${at}${where === '' ? '' : `${where}: `}${message}`;
}
