/** Looking for what changed, where nobody can ring: the newest rows, and a little further back than the last time, since commits may come out of order. */
import type { Heard } from './bell';

export type Query = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

export interface Looking {
  /** Tells what is new since the last look; the first one after a rest tells the newest rows, known or not. One at a time. */
  look(): Promise<void>;
  /** The bell rings: nobody has to look. */
  rest(): void;
}

interface Seen {
  readonly keys: ReadonlySet<string>;
  readonly saying: number;
  readonly handoffAt: Date;
}

const BACK_ROWS = 500;
const BACK_MS = 10_000;
const NEWEST = 'SELECT (SELECT coalesce(max(id), 0)::text FROM "Saying") AS saying, (SELECT max("updatedAt") FROM "Handoff") AS handoff';
const SAYINGS = 'SELECT id::text AS key, "conversationId" AS payload FROM "Saying" WHERE id > $1::bigint ORDER BY id';
const HANDOFFS = `SELECT concat(id, ' ', "updatedAt") AS key, id AS payload, "updatedAt" AS at FROM "Handoff" WHERE "updatedAt" >= $1::timestamptz ORDER BY "updatedAt"`;

export function createLooking(query: Query, heard: Heard): Looking {
  let seen: Seen | undefined;
  let isLooking = false;

  async function begin(): Promise<Seen> {
    const [newest] = await query(NEWEST, []);
    return { keys: new Set(), saying: Number(newest?.saying ?? 0), handoffAt: (newest?.handoff as Date | null | undefined) ?? new Date(0) };
  }

  async function look(): Promise<void> {
    const before = seen ?? await begin();
    const sayings = await query(SAYINGS, [String(Math.max(0, before.saying - BACK_ROWS))]);
    const handoffs = await query(HANDOFFS, [new Date(Math.max(0, before.handoffAt.getTime() - BACK_MS))]);
    const last = handoffs.at(-1)?.at as Date | undefined;
    seen = { keys: new Set([...sayings, ...handoffs].map(({ key }) => String(key))), saying: Number(sayings.at(-1)?.key ?? before.saying), handoffAt: last ?? before.handoffAt };
    const isNew = ({ key }: Record<string, unknown>) => !before.keys.has(String(key));
    for (const { payload } of sayings.filter(isNew)) heard('sayings', String(payload));
    for (const { payload } of handoffs.filter(isNew)) heard('handoffs', String(payload));
  }

  return {
    look: async () => {
      if (isLooking) return;
      isLooking = true;
      await look().finally(() => { isLooking = false; });
    },
    rest: () => { seen = undefined; },
  };
}
