// This program has no Node types, so that no browser code can lean on them. The test that reads the style sheet needs
// this one function.
declare module 'node:fs' {
  export function readFileSync(path: URL, encoding: 'utf8'): string;
}
