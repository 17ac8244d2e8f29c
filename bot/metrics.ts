/** Figures for Prometheus: what is counted as it happens, and what is read where it stands when somebody asks. No name, address or word of anybody. */

export interface Metrics {
  count(name: CounterName, labels?: Labels): void;
  /** Reads more figures each time somebody asks, but not more often than every few seconds. One that cannot be read is left out. */
  watch(source: FigureSource): void;
  /** Prometheus text. */
  text(): Promise<string>;
}

export type Labels = Readonly<Record<string, string>>;
export type FigureSource = () => Promise<readonly Figure[]>;

export interface Figure {
  readonly name: GaugeName;
  readonly labels?: Labels;
  readonly value: number;
}

const COUNTERS = {
  lotse_turns_total: 'Turns by outcome: committed, repeated, failed.',
  lotse_replies_total: 'Replies by delivery.',
  lotse_refused_total: 'Requests that were refused, by status.',
  lotse_mails_total: 'Mails by what the mail server said: accepted, refused, later.',
  lotse_mails_undelivered_total: 'Mails of which a contact had to be told: refused, late, expired.',
  lotse_files_total: 'Files that contacts attached, by what became of a try to fetch them: kept, later, or why not.',
  lotse_console_sign_ins_total: 'Sign-ins to the console by what became of them: signedIn, refused.',
  lotse_code_limit_total: 'Codes that were not sent because the installation was at its limit.',
  lotse_notices_total: 'Messages with notices, by what became of the try to send them and by route.',
  lotse_handoff_steps_total: 'What was done for contacts and agents who wait for each other, by step.',
  lotse_hub_statuses_total: 'What engagement hubs said of handoffs: accepted, failed, completed, or ignored.',
  lotse_webex_webhooks_repaired_total: 'Webhooks of Webex that had to be created, set right or removed.',
} as const;
const GAUGES = {
  lotse_notices: 'Notices in the ledger by state, kind and route; those that are sent, skipped or cancelled as of at most five minutes ago.',
  lotse_notices_oldest_due_seconds: 'For how long the oldest notice that is planned has been due; 0 where none is.',
  lotse_notices_paused: '1 while no notice goes out because the database was restored and nobody has confirmed it.',
  lotse_last_tick_timestamp_seconds: 'When the jobs last ran, by Lotse\'s clock.',
  lotse_resident_memory_bytes: 'Memory of the process.',
  lotse_figures_missing: 'How many of the readings that these figures come from failed.',
} as const;
export type CounterName = keyof typeof COUNTERS;
export type GaugeName = keyof typeof GAUGES;

/** So long a reading is good enough. */
const KEPT_MS = 2000;
/** So long one may take; whoever asks has a time limit of their own. */
const PATIENCE_MS = 3000;

export function createMetrics(): Metrics {
  const counters = new Map<CounterName, Map<string, number>>();
  const sources: ReturnType<typeof kept>[] = [];
  return {
    count: (name, labels = {}) => {
      const key = labelsOf(labels);
      const counts = counters.get(name) ?? new Map<string, number>();
      counters.set(name, counts.set(key, (counts.get(key) ?? 0) + 1));
    },
    watch: (source) => void sources.push(kept(source)),
    text: async () => {
      const read = await Promise.all(sources.map((source) => source()));
      const gauges: Figure[] = [
        ...read.flatMap((figures) => figures ?? []), { name: 'lotse_resident_memory_bytes', value: process.memoryUsage().rss },
        { name: 'lotse_figures_missing', value: read.filter((figures) => figures === undefined).length },
      ];
      const samplesOf = (gauge: string) => gauges.filter(({ name }) => name === gauge).map(({ labels = {}, value }) => [labelsOf(labels), value] as const);
      return [
        ...Object.entries(COUNTERS).flatMap(([name, help]) => family(name, 'counter', help, [...(counters.get(name as CounterName) ?? [])])),
        ...Object.entries(GAUGES).flatMap(([name, help]) => family(name, 'gauge', help, samplesOf(name))), '',
      ].join('\n');
    },
  };
}

/** Reads once for all who ask at the same time or soon after; undefined where that fails or takes too long. */
function kept(source: FigureSource): () => Promise<readonly Figure[] | undefined> {
  let reading: Promise<readonly Figure[] | undefined> | undefined;
  return () => {
    if (reading) return reading;
    const late = new Promise<undefined>((resolve) => { setTimeout(() => resolve(undefined), PATIENCE_MS).unref(); });
    reading = Promise.race([source().catch(() => undefined), late]);
    setTimeout(() => { reading = undefined; }, KEPT_MS).unref();
    return reading;
  };
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly (readonly [labels: string, value: number])[]): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labels && `{${labels}}`} ${value}`)];
}

function labelsOf(labels: Labels): string {
  return Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`).join(',');
}
