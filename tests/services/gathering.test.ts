/** What is asked for together is done together: nobody gets somebody else's result, and nobody waits for what hangs. */
import { createGathering } from '../../services/gathering';

const SOON = { soonestMs: 0, latestMs: 20 };

it('those who come at nearly the same time share one piece of work, and each gets its own result', async () => {
  const done: number[][] = [];
  const gathering = createGathering(async (items: readonly number[]) => { done.push([...items]); return items.map((item) => item * 10); }, SOON);
  expect(await Promise.all([3, 1, 2].map((item) => gathering.add(item)))).toEqual([30, 10, 20]);
  expect(done).toEqual([[3, 1, 2]]);
});

it('who comes while something is under way goes together with the others as soon as it is over', async () => {
  const done: string[][] = [];
  let end = () => {};
  const gathering = createGathering(async (items: readonly string[]) => {
    done.push([...items]);
    if (done.length === 1) await new Promise<void>((resolve) => { end = resolve; });
    return items;
  }, { soonestMs: 0, latestMs: 60_000 });
  const first = gathering.add('first');
  while (done.length === 0) await new Promise((resolve) => { setTimeout(resolve, 1); });
  const others = [gathering.add('second'), gathering.add('third')];
  end();
  expect(await Promise.all([first, ...others])).toEqual(['first', 'second', 'third']);
  expect(done).toEqual([['first'], ['second', 'third']]);
});

it('what hangs holds nobody up for longer than agreed', async () => {
  const gathering = createGathering(async (items: readonly string[]) => (items.includes('hangs') ? new Promise<string[]>(() => {}) : items), SOON);
  void gathering.add('hangs');
  await new Promise((resolve) => { setTimeout(resolve, 5); });
  expect(await gathering.add('goes on')).toBe('goes on');
});

it('where the work fails, each of them hears of it, and the next one is not concerned', async () => {
  const gathering = createGathering(async (items: readonly string[]) => { if (items.includes('bad')) throw new Error('broken'); return items; }, SOON);
  const ends = await Promise.allSettled([gathering.add('good'), gathering.add('bad')]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await gathering.add('good')).toBe('good');
});

it('where nothing stands of what has failed, whoever cannot be served is alone, and the others are served once', async () => {
  const served: number[] = [];
  const gathering = createGathering(async (items: readonly number[]) => {
    if (items.includes(3)) throw new Error('undone');
    served.push(...items);
    return items.map((item) => item * 10);
  }, { ...SOON, isUndone: (error) => (error as Error).message === 'undone' });
  const ends = await Promise.allSettled([1, 2, 3, 4, 5, 6].map((item) => gathering.add(item)));
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : end.status))).toEqual([10, 20, 'rejected', 40, 50, 60]);
  expect(served.sort()).toEqual([1, 2, 4, 5, 6]);
});

it('no piece of work is larger than agreed', async () => {
  const sizes: number[] = [];
  const gathering = createGathering(async (items: readonly number[]) => { sizes.push(items.length); return items; }, { ...SOON, limit: 4 });
  expect(await Promise.all([...Array(10).keys()].map((item) => gathering.add(item)))).toEqual([...Array(10).keys()]);
  expect(sizes).toEqual([4, 4, 2]);
});

it('a flush waits for nothing to come and for all that is under way', async () => {
  const done: string[] = [];
  const gathering = createGathering(async (items: readonly string[]) => { await new Promise((resolve) => { setTimeout(resolve, 10); }); done.push(...items); return []; }, { soonestMs: 60_000, latestMs: 60_000 });
  void gathering.add('waiting');
  await gathering.flush();
  expect(done).toEqual(['waiting']);
});
