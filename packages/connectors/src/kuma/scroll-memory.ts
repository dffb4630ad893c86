import { randomBytes } from 'node:crypto';
import { hashKey } from '../paging/key-hash.ts';

/** Of which pages the rows are remembered. One of 250 rows takes 13 kB: 53 MB for a connection at the most. */
const pagesMax = 4_000;

interface Page {
  before: Page | undefined;
  hashes: ReadonlySet<string>;
}

/**
 * Which rows the pages of a scroll gave out. A cursor has room for a few; this process remembers all of them, for as
 * long as it runs and few enough others scroll. Each page has a name of its own, so that whoever goes back to an
 * earlier cursor is told of the pages before it and no others.
 */
export interface ScrollMemory {
  /** @returns the name under which the page that came after `before` is remembered; undefined where that is forgotten */
  add(before: string | undefined, keys: readonly string[]): string | undefined;
  /** Whether a row was given out up to a page; undefined where nothing is known of that page. */
  knows(page: string | undefined): ((key: string) => boolean) | undefined;
}

export function createScrollMemory(): ScrollMemory {
  const pages = new Map<string, Page>();
  return {
    add(before, keys) {
      const last = before === undefined ? undefined : pages.get(before);
      if (before !== undefined && last === undefined) return undefined;
      const name = randomBytes(6).toString('base64url');
      pages.set(name, { before: last, hashes: new Set(keys.map(hashKey)) });
      const [oldest] = pages.keys();
      if (pages.size > pagesMax && oldest !== undefined) pages.delete(oldest);
      return name;
    },

    knows(name) {
      const last = name === undefined ? undefined : pages.get(name);
      if (!last) return undefined;
      return (key) => {
        const hash = hashKey(key);
        for (let page: Page | undefined = last; page; page = page.before) if (page.hashes.has(hash)) return true;
        return false;
      };
    },
  };
}
