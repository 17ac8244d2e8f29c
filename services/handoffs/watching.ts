/** Looks after whoever waits for somebody: takes the steps that are due (rules.ts), each by one instance, and makes of the handoff what they say. */
import type { Database, Transaction } from '../../prisma/database';
import type { Clock } from '../clock';
import type { Office } from '../office';
import type { Effect } from '../turns';
import type { HandoffMailWhy } from './mails/handoffMail';
import type { SupportPost } from './mails/handoffMails';
import { lookAfter, nextStep, StepPassed, type HandoffTimes, type Step, type StepKind, type Watched } from './rules';

/** A handoff whose step is due, held by whoever took it until `lookAt`. */
export interface DueStep {
  readonly handoff: DueHandoff;
  readonly step: Step;
  /** What the step makes of the handoff, for the commit in which it is said; throws StepPassed, so that nothing of that is committed, where something else has happened meanwhile. */
  readonly effect: Effect;
}

export interface DueHandoff extends Watched {
  readonly id: string;
  readonly conversationId: string;
  readonly lookAt: Date;
  /** Of the agent who has it, or had it last. */
  readonly firstName: string | null;
  /** There is a later one of the same contact. */
  readonly isFormer: boolean;
}

export interface Watching {
  /** Whether support hears by mail of what nobody takes. */
  readonly isMailed: boolean;
  /** What is due; what is not done within the lease is due again. */
  takeDue(limit: number): Promise<DueStep[]>;
  nextDue(): Promise<Date | undefined>;
  /** Does what a step makes of the handoff without saying anything: false where it was done, or something else has happened meanwhile. */
  settle(due: DueStep, id: string): Promise<boolean>;
}

/** The ends that a handoff may come to; see handoffs.ts. */
export interface Ends {
  close(id: string, end: { readonly by: 'nobody' | 'silence' }): Effect;
  pass(id: string, by: undefined, to: undefined, why: 'silentAgent'): Effect;
  readonly hub: { takeBack(id: string): Effect };
}

export interface WatchingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly office: Pick<Office, 'calendar'>;
  readonly times: HandoffTimes;
  readonly post: SupportPost;
  readonly handoffs: Ends;
  readonly leaseMs?: number;
}

const LEASE_MS = 60_000;
const MAILS: Partial<Record<StepKind, HandoffMailWhy>> = { mail: 'waiting', lead: 'lead', report: 'unanswered' };
/** The lease is what tells whose step it is: whatever else changes a handoff sets another time to look at it. */
const TAKE = {
  name: 'lotse_handoff_take',
  text: `WITH due AS (SELECT id FROM "Handoff" WHERE "lookAt" <= $1::timestamptz ORDER BY "lookAt", id LIMIT $3::int FOR UPDATE SKIP LOCKED),
    taken AS (UPDATE "Handoff" h SET "lookAt" = $2::timestamptz FROM due WHERE h.id = due.id RETURNING h.*)
    SELECT t.id, t."conversationId", t.state, t.stage, t."waitingSince", t."joinedAt", t."contactSaidAt", t."agentSaidAt", t.via, t."closedAt", t."closedBy", t.rating, t."ratingAskedAt", t."ratingAsks", t."lookAt",
      a."firstName", EXISTS (SELECT FROM "Handoff" l WHERE l."contactId" = t."contactId" AND l."askedAt" > t."askedAt") AS "isFormer"
    FROM taken t LEFT JOIN "Agent" a ON a.id = t."agentId" ORDER BY t."waitingSince", t.id`,
};
const NEXT = { name: 'lotse_handoff_next', text: 'SELECT min("lookAt") AS at FROM "Handoff"' };

export function createWatching(parts: WatchingParts): Watching {
  const { database, clock, office, times } = parts;
  return {
    isMailed: parts.post.isReachable,
    takeDue: async (limit) => {
      const now = clock.now();
      const taken = await database.run<DueHandoff & Record<string, unknown>>(TAKE, [now, new Date(now.getTime() + (parts.leaseMs ?? LEASE_MS)), limit]);
      const steps = taken.map((handoff) => ({ handoff, step: nextStep(handoff, now, office.calendar, times) }));
      // Settings may have changed since, or the office has closed.
      const early = steps.filter(({ step }) => step === undefined || step.at > now);
      for (const { handoff, step } of early) await settled(() => database.prisma.$transaction((transaction) => move(transaction, handoff, { lookAt: step?.at ?? null })));
      return steps.flatMap(({ handoff, step }) => (step && step.at <= now ? [{ handoff, step, effect: effectOf(parts, handoff, step) }] : []));
    },
    nextDue: async () => (await database.run<{ at: Date | null }>(NEXT, []))[0]?.at ?? undefined,
    settle: ({ handoff: { conversationId }, effect }, id) => settled(() => database.prisma.$transaction((transaction) => effect(transaction, { conversationId, activityId: id, at: clock.now() }))),
  };
}

/** False where somebody was faster. */
async function settled(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof StepPassed) return false;
    throw error;
  }
}

function effectOf({ office, times, post, handoffs }: WatchingParts, handoff: DueHandoff, step: Step): Effect {
  const reached = { ...handoff, stage: step.stage, ...(step.kind === 'remindOfRating' && { ratingAsks: handoff.ratingAsks + 1 }) };
  return async (transaction, turn) => {
    const { stage, ratingAsks } = reached;
    // The times of a handoff that comes to an end are the end's to set.
    await move(transaction, handoff, { stage, ratingAsks, lookAt: lookAfter(reached, step, turn.at, office.calendar, times) });
    const why = MAILS[step.kind];
    if (why) await post.queue(transaction, handoff, why, turn.at);
    if (step.kind === 'giveUp') await handoffs.close(handoff.id, { by: 'nobody' })(transaction, turn);
    if (step.kind === 'closeSilent') await handoffs.close(handoff.id, { by: 'silence' })(transaction, turn);
    if (step.kind === 'takeBack') await handoffs.hub.takeBack(handoff.id)(transaction, turn);
    if (step.kind === 'release') await handoffs.pass(handoff.id, undefined, undefined, 'silentAgent')(transaction, turn);
  };
}

/** Only as long as it is what was taken. */
async function move(transaction: Transaction, { id, lookAt, state, stage }: DueHandoff, change: { readonly stage?: number; readonly ratingAsks?: number; readonly lookAt: Date | null }): Promise<void> {
  const { count } = await transaction.handoff.updateMany({ where: { id, lookAt, state, stage }, data: change });
  if (count === 0) throw new StepPassed('The handoff has changed since its step was taken.');
}
