/** What several callers ask for at nearly the same time, done for all of them at once: many rows cost the database little more than one. */

export interface Gathering<Item, Result> {
  /** Resolves with what became of this item; rejects where the work for it failed. */
  add(item: Item): Promise<Result>;
  /** Begins with what is waiting, and ends when all is done. Does not reject. */
  flush(): Promise<void>;
}

export interface GatheringSettings {
  /** So long the first one waits for others while nothing is under way; with 0, only for those who ask at the very same moment. */
  readonly soonestMs: number;
  /** So long at most it waits for the end of what is under way, so that what hangs there does not hold up the others. */
  readonly latestMs: number;
  /** At most so many at once. */
  readonly limit?: number;
  /** Whether nothing stands of work that failed so: then it is done in halves, until whoever cannot be served is alone and the others are. */
  readonly isUndone?: (error: unknown) => boolean;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** `work` answers with a result for each item, in their order. */
export function createGathering<Item, Result>(work: (items: readonly Item[]) => Promise<readonly Result[]>, { soonestMs, latestMs, limit = Infinity, isUndone = () => false }: GatheringSettings): Gathering<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let cancel: (() => void) | undefined;
  const underWay = new Set<Promise<void>>();

  function begin(): void {
    cancel?.();
    cancel = undefined;
    const all = waiting;
    waiting = [];
    for (let from = 0; from < all.length; from += limit) {
      const done = serve(work, all.slice(from, from + limit), isUndone).then(() => {
        underWay.delete(done);
        if (underWay.size === 0) begin();
      });
      underWay.add(done);
    }
  }

  return {
    add: (item) => new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      cancel ??= beginAfter(begin, underWay.size > 0 ? latestMs : soonestMs);
    }),
    flush: async () => {
      begin();
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

/** Returns what calls it off. A timer of 0 ms would take one all the same. */
function beginAfter(begin: () => void, ms: number): () => void {
  if (ms === 0) {
    const soon = setImmediate(begin);
    return () => clearImmediate(soon);
  }
  const later = setTimeout(begin, ms);
  return () => clearTimeout(later);
}

/** Does not reject: each of them hears for itself. */
async function serve<Item, Result>(work: (items: readonly Item[]) => Promise<readonly Result[]>, some: readonly Waiting<Item, Result>[], isUndone: (error: unknown) => boolean): Promise<void> {
  try {
    const results = await work(some.map(({ item }) => item));
    some.forEach(({ resolve }, place) => resolve(results[place]!));
  } catch (error) {
    if (some.length === 1 || !isUndone(error)) return some.forEach(({ reject }) => reject(error));
    const half = Math.ceil(some.length / 2);
    await Promise.all([some.slice(0, half), some.slice(half)].map((each) => serve(work, each, isUndone)));
  }
}
