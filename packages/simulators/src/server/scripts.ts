/** Actions that wait for the k-th next request: done when its answer is made and not yet sent. */
export interface Scripts {
  add(script: { after: number; path?: string | undefined; run: () => void | Promise<void> }): void;
  step(path: string): Promise<void>;
  readonly waiting: number;
}

export function createScripts(): Scripts {
  const waiting: Array<{ after: number; path?: string | undefined; run: () => void | Promise<void> }> = [];
  return {
    get waiting() {
      return waiting.length;
    },
    add(script) {
      waiting.push({ ...script });
    },
    async step(path) {
      for (const script of waiting.slice()) {
        if (script.path !== undefined && !path.includes(script.path)) continue;
        if (--script.after > 0) continue;
        waiting.splice(waiting.indexOf(script), 1);
        await script.run();
      }
    },
  };
}
