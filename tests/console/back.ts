/** What stands behind the console in tests of its doors: it knows one handoff, one contact and one partner, and notes what was asked of it. */
import type { ConsoleBack } from '../../bot/console/console';

export interface NotingBack extends ConsoleBack {
  /** What was asked, in order: the name and the object. */
  readonly asked: string[];
}

export const KNOWN = 'known';

/** The same for every question: that it was asked, and something where there is the object. */
export function createBack(): NotingBack {
  const asked: string[] = [];
  const proxy = (part: string, answer: (name: string, args: readonly unknown[]) => unknown) => new Proxy({}, {
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : async (...args: readonly unknown[]) => {
      asked.push(`${part}.${name} ${args.filter((each) => typeof each === 'string').join(' ')}`.trim());
      return answer(name, args);
    }),
  });
  const isKnown = (args: readonly unknown[]) => args.includes(KNOWN) || !args.some((each) => typeof each === 'string');
  const table = { name: 'waiting', columns: ['day', 'minutes'], rows: [['=1+1', 3], ['@b;"c"', null]] };
  const answers: Readonly<Record<string, unknown>> = { figures: { from: '', to: '', tables: [table] }, agents: [{ id: 'a', name: 'Luis', email: 'luis@also.example', seenAt: '2027-01-01', isRemoved: false }], search: [] };
  return {
    asked,
    reads: proxy('reads', (name, args) => answers[name] ?? (isKnown(args) ? { [name]: true } : undefined)) as never,
    acts: proxy('acts', (_name, args) => (args.includes(KNOWN) ? { kind: 'done', watermark: '1' } : { kind: 'over' })) as never,
    desk: proxy('desk', (_name, args) => args.includes(KNOWN)) as never,
    house: () => ({ office: { isOpen: true, until: '2027-01-01T17:00:00Z', zone: 'Europe/Zurich' }, files: { accept: '.png', limitBytes: 1000 } }),
  };
}
