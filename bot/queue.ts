/** One after the other where it matters, side by side elsewhere. */

/** Runs what belongs to one key one after the other, in the order of arrival; other keys go on beside it. */
export function createQueue(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    const tail = result.then(() => {}, () => {}).then(() => { if (tails.get(key) === tail) tails.delete(key); });
    tails.set(key, tail);
    return result;
  };
}
