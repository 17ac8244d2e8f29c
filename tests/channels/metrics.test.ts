/** The figures for Prometheus: a format that a strict reader takes, values that are fresh, and no harm where one cannot be read. */
import { createMetrics, type Figure } from '../../bot/metrics';
import { createNoticeFigures } from '../../bot/notices/noticeFigures';
import type { NoticeCount } from '../../services/notices/ledgerRecords';
import { clockAt, standingClock } from '../clocks';
import { createWorld } from '../world';

interface Sample { readonly name: string; readonly labels: Readonly<Record<string, string>>; readonly value: number }

/** Reads the text format 0.0.4 as its description demands: HELP and TYPE before the samples of a family, families together, no sample twice. */
function read(text: string): { samples: Sample[]; types: ReadonlyMap<string, string> } {
  if (!text.endsWith('\n')) throw new Error('The last line ends with a line feed.');
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line) ?? [];
    if (kind === 'TYPE') {
      if (types.has(name) || family !== name) throw new Error(`${name} is not one family.`);
      types.set(name, rest);
    }
    if (kind !== undefined) { family = name; continue; }
    const match = /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?\d+(?:\.\d+)?(?:e\+?\d+)?)$/.exec(line);
    if (!match || match[1] !== family) throw new Error(`Not a sample of ${family}: ${line}`);
    const labels = Object.fromEntries([...(match[2] ?? '').matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label!, value!.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))]));
    if (samples.some((sample) => sample.name === family && JSON.stringify(sample.labels) === JSON.stringify(labels))) throw new Error(`Twice: ${line}`);
    samples.push({ name: family, labels, value: Number(match[3]) });
  }
  return { samples, types };
}
const valuesOf = (text: string, name: string) => read(text).samples.filter((sample) => sample.name === name).map(({ labels, value }) => ({ ...labels, value }));

it('counters and gauges are told apart, and a label says whatever it says', async () => {
  const metrics = createMetrics();
  metrics.count('lotse_refused_total', { status: 'a "quoted" \\ back\nslash' });
  metrics.count('lotse_refused_total', { status: 'a "quoted" \\ back\nslash' });
  metrics.count('lotse_code_limit_total');
  const text = await metrics.text();
  expect(valuesOf(text, 'lotse_refused_total')).toEqual([{ status: 'a "quoted" \\ back\nslash', value: 2 }]);
  expect(valuesOf(text, 'lotse_code_limit_total')).toEqual([{ value: 1 }]);
  const { types } = read(text);
  expect([types.get('lotse_turns_total'), types.get('lotse_notices'), types.get('lotse_resident_memory_bytes')]).toEqual(['counter', 'gauge', 'gauge']);
});

describe('figures that are read when somebody asks', () => {
  afterEach(() => jest.useRealTimers());
  const paused = (value: number): Figure[] => [{ name: 'lotse_notices_paused', value }];

  it('are read once for all who ask at the same time, and anew some seconds later', async () => {
    jest.useFakeTimers();
    let readings = 0;
    const metrics = createMetrics();
    metrics.watch(async () => paused((readings += 1)));
    const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(texts.map((text) => valuesOf(text, 'lotse_notices_paused'))).toEqual(Array(3).fill([{ value: 1 }]));
    jest.advanceTimersByTime(3000);
    expect(valuesOf(await metrics.text(), 'lotse_notices_paused')).toEqual([{ value: 2 }]);
  });
  it('are left out where they cannot be read, or not in time; all others are there', async () => {
    jest.useFakeTimers();
    const metrics = createMetrics();
    metrics.count('lotse_code_limit_total');
    metrics.watch(async () => { throw new Error('The database is away.'); });
    metrics.watch(() => new Promise(() => {}));
    metrics.watch(async () => paused(1));
    const reading = metrics.text();
    await jest.advanceTimersByTimeAsync(3000);
    const text = await reading;
    expect([valuesOf(text, 'lotse_figures_missing'), valuesOf(text, 'lotse_notices_paused'), valuesOf(text, 'lotse_code_limit_total')]).toEqual([[{ value: 2 }], [{ value: 1 }], [{ value: 1 }]]);
    expect(text).not.toContain('database is away');
  });
});

const COUNTS: readonly NoticeCount[] = [{ state: 'planned', milestone: 'T-30', route: undefined, count: 7 }, { state: 'sent', milestone: 'later', route: 'msteams', count: 2 }];

it('what is over is counted once in five minutes, what somebody may have to look at each time, and a counting that failed anew', async () => {
  const clock = standingClock();
  const counted: (readonly string[])[] = [];
  let breaks = true;
  const figures = createNoticeFigures({
    clock, guard: { isPaused: () => false }, jobs: { lastTick: () => undefined },
    ledger: { nextDue: async () => undefined, count: async (states) => { counted.push(states); if (breaks) throw new Error('the database is away'); return COUNTS.filter(({ state }) => states.includes(state)); } },
  });
  await expect(figures()).rejects.toThrow('away');
  breaks = false;
  for (const ms of [0, 60_000, 239_999]) {
    clock.move(ms);
    expect((await figures()).filter(({ name }) => name === 'lotse_notices').map(({ value }) => value)).toEqual([7, 2]);
  }
  clock.move(1);
  await figures();
  const times = (state: string) => counted.filter((states) => states.includes(state)).length;
  expect(['sent', 'skipped', 'cancelled'].map(times)).toEqual([3, 3, 3]);
  expect(['planned', 'claimed', 'sending', 'unknown', 'failed'].map(times)).toEqual([4, 4, 4, 4, 4]);
});

it('of notices they say how many stand where, how late the oldest is, and whether they are paused', async () => {
  const now = new Date('2026-12-01T09:00:00Z');
  const metrics = createMetrics();
  let nextDue: Date | undefined = new Date('2026-12-01T08:59:00.500Z');
  const figures = createNoticeFigures({
    clock: clockAt(() => now), guard: { isPaused: () => true }, jobs: { lastTick: () => new Date('2026-12-01T08:59:59Z') },
    ledger: { nextDue: async () => nextDue, count: async (states) => COUNTS.filter(({ state }) => states.includes(state)) },
  });
  metrics.watch(figures);
  const text = await metrics.text();
  expect(valuesOf(text, 'lotse_notices')).toEqual([{ state: 'planned', milestone: 'T-30', route: 'none', value: 7 }, { state: 'sent', milestone: 'later', route: 'msteams', value: 2 }]);
  expect(['lotse_notices_oldest_due_seconds', 'lotse_notices_paused', 'lotse_last_tick_timestamp_seconds'].map((name) => valuesOf(text, name))).toEqual([[{ value: 59.5 }], [{ value: 1 }], [{ value: now.getTime() / 1000 - 1 }]]);
  for (const later of [undefined, new Date('2026-12-02T09:00:00Z')]) {
    nextDue = later;
    expect((await figures()).find(({ name }) => name === 'lotse_notices_oldest_due_seconds')?.value).toBe(0);
  }
});

it('in a running Lotse they stand at /metrics, those of the ledger among them', async () => {
  const world = await createWorld();
  try {
    await world.lotse.jobs.tick();
    const text = await (await fetch(`${world.url}/metrics`)).text();
    expect(['lotse_notices_paused', 'lotse_notices_oldest_due_seconds', 'lotse_figures_missing'].map((name) => valuesOf(text, name))).toEqual([[{ value: 0 }], [{ value: 0 }], [{ value: 0 }]]);
    expect(valuesOf(text, 'lotse_last_tick_timestamp_seconds')[0]!.value).toBeGreaterThan(1_700_000_000);
  } finally {
    await world.stop();
  }
});
