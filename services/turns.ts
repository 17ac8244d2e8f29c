/** Conversations and their turns: what a turn begins with, what it leaves behind, and which replies still have to go out. */
import type { Database } from '../prisma/database';
import { holdPace, movePaces, type Paces, type PaceSteps } from '../prisma/conversationPace';
import { findSaying } from '../prisma/sayings';
import { beginTurn, commitTurn, type Effect, type TurnEnd, type TurnKey, type TurnStart } from '../prisma/turnStore';
import { holdTurns, isAfterUnsent, markSent, postponeTurn, riskReply, silenceCarried, takeGivenUp, takeUnsent, takeUp, type GivenUpTurn, type Risk, type UnsentTurn } from '../prisma/unsentTurns';
import { isUndone, type Overtaken } from '../prisma/overtaken';
import type { Clock } from './clock';
import type { Eraser } from './erasures';
import { createGathering } from './gathering';

export type { Effect, GivenUpTurn, Paces, PaceSteps, Risk, TurnEnd, TurnKey, TurnStart, UnsentTurn };

export interface Turns {
  begin(turn: TurnKey): Promise<TurnStart>;
  /** Where the paces of the conversation stand once it is committed; else what was faster, and the turn must be played again. */
  commit(end: TurnEnd): Promise<Paces | Overtaken>;
  /** Counts replies in that leave outside a commit; undefined where the conversation is gone. */
  movePaces(conversationId: string, steps: PaceSteps): Promise<Paces | undefined>;
  /** The replies of the last turn in which these words were said there; undefined where that is not kept any more. */
  findSaying(conversationId: string, words: string): Promise<string | undefined>;
  /** Notes that the replies are out. Gathered for a moment, so that many turns share one statement. */
  sent(turn: TurnKey): void;
  /** Says of turns whose replies are still leaving that they are looked after, so that no other instance takes them. */
  hold(turns: readonly TurnKey[]): Promise<void>;
  /** Turns committed more than `waitMs` ago whose replies did not go out; each is given to one instance only. */
  takeUnsent(waitMs: number, giveUpAfterMs: number): Promise<UnsentTurn[]>;
  /** Turns of which each reply may be heard once, and which were not sent for so long that they are not worth saying any more; each is given to one instance only, which says so and marks them. */
  takeGivenUp(waitMs: number, giveUpAfterMs: number): Promise<GivenUpTurn[]>;
  /** Right before a reply leaves that may be heard once only: false where it may have left already, and is nobody's to say any more, or where it asks a hub for what is not to be asked there any more. */
  risk(turn: TurnKey, risk: Risk): Promise<boolean>;
  /** Whether something said in the conversation before has not left yet, on whatever instance; what is older than that is not waited for. */
  isAfterUnsent(turn: TurnKey, giveUpAfterMs: number): Promise<boolean>;
  /** Nothing leaves there until the pace of the moment has passed this; see replyPace.ts. */
  holdBack(conversationId: string, paceAt: Date): Promise<void>;
  /** Its replies beyond the first `said` cannot leave before `until`: given to somebody after that. */
  postpone(turn: TurnKey, until: Date, said: number, waitMs: number): Promise<void>;
  /** The same for one turn, whose activity came again: false while somebody is sending its replies, or has just taken it. */
  takeUp(turn: TurnKey, waitMs: number): Promise<boolean>;
  /** Writes the marks that are still gathered. */
  flush(): Promise<void>;
  /** Every conversation of a person goes but the one in which the deletion is asked for, of which nothing but the present turn stays. */
  readonly erase: Eraser;
  /** What was told of a person in chats of agents is not kept; what has not left there does not leave. While it is known which handoffs were theirs. */
  readonly eraseCarried: Eraser;
  /** Takes away a conversation in which nothing was said since, and its last turn; false while a reply of it has not left. */
  close(conversationId: string, since: Date): Promise<boolean>;
  /** Forgets turns older than `turnDays` and what was said in conversations idle for `idleDays`; those on channels that last stay as routes of contacts who want reminders. Returns how many rows went. */
  forget(turnDays: number, idleDays: number, lasting: readonly string[]): Promise<number>;
}

/** Nobody waits for a mark. */
const GATHER_MS = 25;
const DAY_MS = 86_400_000;

export function createTurns(database: Database, clock: Clock): Turns {
  const marks = createGathering<TurnKey, void>(async (turns) => {
    await markSent(database, turns, clock.now());
    return [];
  }, { soonestMs: GATHER_MS, latestMs: GATHER_MS, isUndone });
  return {
    begin: (turn) => beginTurn(database, turn),
    commit: (end) => commitTurn(database, end),
    findSaying: (conversationId, words) => findSaying(database, conversationId, words),
    movePaces: (conversationId, steps) => movePaces(database, conversationId, clock.now(), steps),
    holdBack: (conversationId, paceAt) => holdPace(database, conversationId, paceAt),
    // Whoever looks for what was not sent passes over what was taken less than that while ago.
    postpone: (turn, until, said, waitMs) => postponeTurn(database, turn, new Date(until.getTime() - waitMs), said),
    // A mark that cannot be written leaves the turn unsent: its replies may be said again, which is allowed; losing them is not.
    sent: ({ conversationId, activityId }) => void marks.add({ conversationId, activityId }).catch(() => {}),
    hold: (held) => holdTurns(database, held, clock.now()),
    takeUnsent: (waitMs, giveUpAfterMs) => {
      const now = clock.now();
      return takeUnsent(database, now, new Date(now.getTime() - waitMs), new Date(now.getTime() - giveUpAfterMs));
    },
    takeGivenUp: (waitMs, giveUpAfterMs) => {
      const now = clock.now();
      return takeGivenUp(database, now, new Date(now.getTime() - waitMs), new Date(now.getTime() - giveUpAfterMs));
    },
    takeUp: (turn, waitMs) => {
      const now = clock.now();
      return takeUp(database, turn, now, new Date(now.getTime() - waitMs));
    },
    risk: (turn, risk) => riskReply(database, turn, risk, clock.now()),
    isAfterUnsent: (turn, giveUpAfterMs) => isAfterUnsent(database, turn, new Date(clock.now().getTime() - giveUpAfterMs)),
    flush: marks.flush,
    erase, eraseCarried,
    close: (conversationId, since) => close(database, conversationId, since),
    forget: async (turnDays, idleDays, lasting) => {
      const before = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
      const turns = await database.prisma.turn.deleteMany({ where: { at: { lt: before(turnDays) } } });
      return turns.count + await forgetIdle(database, before(idleDays), lasting);
    },
  };
}

async function forgetIdle(database: Database, before: Date, lasting: readonly string[]): Promise<number> {
  const gone = await database.prisma.$executeRaw`DELETE FROM "Conversation" c WHERE c."updatedAt" < ${before}
    AND NOT (c."isDirect" AND c."heardAt" IS NOT NULL AND c.channel = ANY(${[...lasting]}) AND EXISTS (SELECT FROM "Contact" k WHERE k.id = c."contactId" AND k."mayWriteFirst"))
    AND NOT EXISTS (SELECT FROM "Notice" n WHERE n."conversationId" IS NULL AND n.state = 'planned' AND n.milestone LIKE 'nudge:%' AND n."contactId" = c."contactId")`;
  await database.prisma.$executeRaw`UPDATE "Conversation" SET state = '{}', version = version + 1, "busyUntil" = NULL WHERE "updatedAt" < ${before} AND state <> '{}'`;
  return gone;
}

async function close(database: Database, conversationId: string, since: Date): Promise<boolean> {
  return database.prisma.$transaction(async (transaction) => {
    if (await transaction.turn.count({ where: { conversationId, sentAt: null } }) > 0) return false;
    const { count } = await transaction.conversation.deleteMany({ where: { id: conversationId, updatedAt: { lte: since } } });
    if (count > 0) await transaction.turn.deleteMany({ where: { conversationId } });
    return true;
  });
}

const erase: Eraser = async (transaction, { conversationIds, present }) => {
  const others = conversationIds.filter((id) => id !== present.conversationId);
  const turns = await transaction.turn.deleteMany({ where: { conversationId: { in: [...conversationIds] }, NOT: { conversationId: present.conversationId, activityId: present.activityId } } });
  return turns.count + (await transaction.conversation.deleteMany({ where: { id: { in: others } } })).count;
};

/** In whatever conversation that was: an agent may have another one by now. */
const eraseCarried: Eraser = async (transaction, { contactId, present }) => {
  const handoffs = await transaction.handoff.findMany({ where: { contactId }, select: { id: true } });
  return silenceCarried(transaction, handoffs.map(({ id }) => id), present.at);
};
