import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type ConfigPath, type Mistake, toPathText } from './mistake.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A parsed file: its plain data with `${NAME}` replaced, and where each value stands. */
export interface YamlSource {
  data: unknown;
  /** False where the text is not YAML: then there is no data. */
  isReadable: boolean;
  mistakes: Mistake[];
  /** True where the value, or a part of it, came from the environment. */
  isFromEnvironment(path: ConfigPath): boolean;
  /** A mistake at a value; at its key if `at` says so; at the nearest parent if there is no value. */
  mistakeAt(path: ConfigPath, message: string, at?: 'key'): Mistake;
}

export function parseYamlSource(text: string, env: Environment): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const offsets = new Map<string, { key: number; value: number }>();
  const fromEnvironment = new Set<string>();

  function mistakeAt(path: ConfigPath, message: string, at: 'key' | 'value' = 'value'): Mistake {
    for (let depth = path.length; depth >= 0; depth--) {
      const offset = offsets.get(JSON.stringify(path.slice(0, depth)));
      if (offset === undefined) continue;
      const { line, col } = lineCounter.linePos(depth === path.length ? offset[at] : offset.key);
      return { line, column: col, where: toPathText(path), message };
    }
    return { line: 1, column: 1, where: toPathText(path), message };
  }

  const mistakes: Mistake[] = document.errors.map((error) => {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    // The parser's message is a sentence of its own; it quotes no value.
    return { line, column: col, where: '', message: error.message };
  });

  function toPlain(node: unknown, path: ConfigPath, keyOffset: number): unknown {
    const id = JSON.stringify(path);
    const valueOffset = rangeStart(node) ?? keyOffset;
    offsets.set(id, { key: keyOffset, value: valueOffset });
    if (isMap(node)) {
      const entries = node.items.map(({ key, value }) => {
        const name = String(isScalar(key) ? key.value : key);
        return [name, toPlain(value, [...path, name], rangeStart(key) ?? valueOffset)] as const;
      });
      return Object.fromEntries(entries);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => toPlain(item, [...path, index], rangeStart(item) ?? valueOffset));
    }
    if (node === null) return null;
    if (!isScalar(node)) {
      mistakes.push(mistakeAt(path, 'Aliases (*name) are not read here. Write the value out.'));
      return null;
    }
    return typeof node.value === 'string' ? expand(node.value, path, id) : node.value;
  }

  /** Replaces `${NAME}`; `$${` stands for a literal `${`. */
  function expand(value: string, path: ConfigPath, id: string): string {
    return value.replace(/\$\$\{|\$\{([^}]*)\}/g, (match, name: string | undefined) => {
      if (match === '$${') return '${';
      fromEnvironment.add(id);
      if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
        mistakes.push(
          mistakeAt(path, '"${…}" needs the name of an environment variable. Write "$${" for a literal "${".'),
        );
        return '';
      }
      const found = env[name];
      if (found === undefined || found === '') {
        mistakes.push(mistakeAt(path, `The environment variable ${name} is ${found === '' ? 'empty' : 'not set'}.`));
      }
      return found ?? '';
    });
  }

  const isReadable = document.errors.length === 0;
  const data = isReadable ? toPlain(document.contents, [], 0) : undefined;
  const isFromEnvironment = (path: ConfigPath) => fromEnvironment.has(JSON.stringify(path));
  return { data, isReadable, mistakes, mistakeAt, isFromEnvironment };
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node as { range?: readonly number[] | null };
  return range?.[0];
}
