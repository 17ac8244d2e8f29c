/** Figures for Prometheus. Counts only; no name, address or word of anybody. */

export interface Metrics {
  count(name: MetricName, labels?: Readonly<Record<string, string>>): void;
  /** Prometheus text. */
  text(): string;
}

const HELP = {
  lotse_turns_total: 'Turns by outcome: committed, repeated, failed.',
  lotse_replies_total: 'Replies by delivery.',
  lotse_refused_total: 'Requests that were refused, by status.',
  lotse_mails_total: 'Mails by what the mail server said: accepted, refused, later.',
  lotse_mails_undelivered_total: 'Mails of which a contact had to be told: refused, late, expired.',
  lotse_code_limit_total: 'Codes that were not sent because the installation was at its limit.',
} as const;
export type MetricName = keyof typeof HELP;

export function createMetrics(): Metrics {
  const counters = new Map<MetricName, Map<string, number>>();
  return {
    count: (name, labels = {}) => {
      const key = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(',');
      const counts = counters.get(name) ?? new Map<string, number>();
      counters.set(name, counts.set(key, (counts.get(key) ?? 0) + 1));
    },
    text: () => {
      const lines = Object.entries(HELP).flatMap(([name, help]) => [
        `# HELP ${name} ${help}`, `# TYPE ${name} counter`,
        ...[...(counters.get(name as MetricName) ?? [])].map(([labels, value]) => `${name}${labels && `{${labels}}`} ${value}`),
      ]);
      return [...lines, '# HELP lotse_resident_memory_bytes Memory of the process.', '# TYPE lotse_resident_memory_bytes gauge', `lotse_resident_memory_bytes ${process.memoryUsage().rss}`, ''].join('\n');
    },
  };
}
