/** Turns whose replies have not left: taken by one instance at a time, held while they leave, and marked once they are out. Plain prepared SQL. */
import type { Database, Statement, Transaction } from './database';
import type { TurnKey } from './turnStore';

export interface UnsentTurn extends TurnKey {
  readonly channel: string;
  readonly address: string;
  readonly tenant: string | null;
  readonly replies: string;
  /** So many of the replies are out; where the last of them may be heard once only, so many may be. */
  readonly said: number;
  readonly isOnce: boolean;
}

/** One that was never sent, and will not be. */
export type GivenUpTurn = TurnKey & Pick<UnsentTurn, 'said'>;

const MARK_SENT: Statement = {
  name: 'lotse_turn_sent',
  text: `UPDATE "Turn" t SET "sentAt" = $3 FROM unnest($1::text[], $2::text[]) AS s(conversation, activity)
    WHERE t."conversationId" = s.conversation AND t."activityId" = s.activity`,
};

const HOLD: Statement = {
  name: 'lotse_turn_hold',
  text: `UPDATE "Turn" t SET "takenAt" = $3 FROM unnest($1::text[], $2::text[]) AS s(conversation, activity)
    WHERE t."conversationId" = s.conversation AND t."activityId" = s.activity AND t."sentAt" IS NULL`,
};

/** For a turn whose activity is repeated: only one instance gets it, and only when nobody has looked after it for a while. */
const TAKE_UP: Statement = {
  name: 'lotse_turn_take_up',
  text: `UPDATE "Turn" SET "takenAt" = $3 WHERE "conversationId" = $1 AND "activityId" = $2 AND "sentAt" IS NULL AND COALESCE("takenAt", at) < $4 RETURNING "activityId"`,
};

/** What may be heard once only is taken from a dead conversation, too: the channel refuses it, and whoever said it hears so. A turn that was taken is left alone by other instances for the same while as a fresh one. It goes where the conversation is now, and nowhere where that is dead, but for one whose contact is spoken to in another one since: the channel finds that. An update returns its rows in any order. */
const TAKE_UNSENT: Statement = {
  name: 'lotse_turn_take_unsent',
  text: `WITH taken AS (UPDATE "Turn" t SET "takenAt" = $1 FROM (
      SELECT o."conversationId", o."activityId" FROM "Turn" o JOIN "Conversation" l ON l.id = o."conversationId" AND (l."deadAt" IS NULL OR o."isOnce" OR (l."deadCause" = 'gone' AND l."isDirect"
        AND EXISTS (SELECT FROM "Conversation" n WHERE n."contactId" = l."contactId" AND n.channel = l.channel AND n."isDirect" AND n."deadAt" IS NULL)))
      WHERE o."sentAt" IS NULL AND o.at > $3 AND COALESCE(o."takenAt", o.at) < $2
      ORDER BY o.at, o.version LIMIT 100 FOR UPDATE OF o SKIP LOCKED) AS u, "Conversation" c
    WHERE t."conversationId" = u."conversationId" AND t."activityId" = u."activityId" AND c.id = u."conversationId"
    RETURNING t."conversationId", t."activityId", c.channel, c.address, c.tenant, t.replies, t.said, t."isOnce", t.at, t.version)
    SELECT "conversationId", "activityId", channel, address, tenant, replies, said, "isOnce" FROM taken ORDER BY at, version`,
};

/** What may be heard once only is somebody's word: who said it hears that it did not leave in time. Whoever dies over that leaves it to the next. */
const TAKE_GIVEN_UP: Statement = {
  name: 'lotse_turn_take_given_up',
  text: `UPDATE "Turn" t SET "takenAt" = $1 FROM (SELECT "conversationId", "activityId" FROM "Turn" WHERE "sentAt" IS NULL AND "isOnce" AND at <= $3 AND COALESCE("takenAt", at) < $2
      ORDER BY at, version LIMIT 100 FOR UPDATE SKIP LOCKED) AS u
    WHERE t."conversationId" = u."conversationId" AND t."activityId" = u."activityId" RETURNING t."conversationId", t."activityId", t.said`,
};

/** What cannot leave yet is left alone until then, and what is out is not said again, nor what somebody else has risked farther on. */
const POSTPONE: Statement = {
  name: 'lotse_turn_postpone',
  text: 'UPDATE "Turn" SET "takenAt" = $3, said = CASE WHEN said > $4::int + 1 THEN said ELSE $4::int END WHERE "conversationId" = $1 AND "activityId" = $2 AND "sentAt" IS NULL',
};

/** Right before a reply leaves that may be heard once only: from now on nobody says it again. It belongs to whoever gets a row, and to them when they try it again. What asks a hub to take a handoff leaves only while that still waits there, and is not due to come back; what is said before it is not counted, unless it was left for later. */
const RISK: Statement = {
  name: 'lotse_turn_risk',
  text: `UPDATE "Turn" SET said = $3::int + 1, "takenAt" = $4 WHERE "conversationId" = $1 AND "activityId" = $2 AND "sentAt" IS NULL
    AND (said = $5::int OR (said < $3::int AND $6::text IS NOT NULL)) AND ($6::text IS NULL OR EXISTS (SELECT FROM "Handoff" h WHERE h.id = $6 AND h.state = 'waiting' AND h.via = 'hub' AND h."lookAt" > $4)) RETURNING said`,
};

const IS_AFTER_UNSENT: Statement = {
  name: 'lotse_turn_is_after_unsent',
  text: `SELECT EXISTS (SELECT FROM "Turn" t, "Turn" e WHERE t."conversationId" = $1 AND t."activityId" = $2
    AND e."conversationId" = $1 AND e.version < t.version AND e."sentAt" IS NULL AND e.at > $3) AS waits`,
};

/** As the index has it ("Turn_carried_idx"), so that it is used. */
const TELLS_OF_HANDOFFS = `split_part("activityId", '|', 1) IN ('queue', 'head', 'carry', 'fate')`;
const OF_ONE = ['head', 'carry', 'fate'];

/** A reply of a turn by its place: whether this caller has tried it before, and the handoff that it asks a hub to take. */
export interface Risk {
  readonly place: number;
  readonly isAgain: boolean;
  readonly asksFor?: string | undefined;
}

/** Whether it is this caller's to say the reply, which nobody else will say again. */
export async function riskReply(database: Database, { conversationId, activityId }: TurnKey, { place, isAgain, asksFor }: Risk, at: Date): Promise<boolean> {
  return (await database.run(RISK, [conversationId, activityId, place, at, isAgain ? place + 1 : place, asksFor ?? null])).length > 0;
}

/** Whether something that was committed in the conversation before, and after `since`, has not left yet, on whatever instance. */
export async function isAfterUnsent(database: Database, { conversationId, activityId }: TurnKey, since: Date): Promise<boolean> {
  return (await database.run<{ waits: boolean }>(IS_AFTER_UNSENT, [conversationId, activityId, since]))[0]?.waits === true;
}

export async function postponeTurn(database: Database, { conversationId, activityId }: TurnKey, takenAt: Date, said: number): Promise<void> {
  await database.run(POSTPONE, [conversationId, activityId, takenAt, said]);
}

export async function markSent(database: Database, turns: readonly TurnKey[], at: Date): Promise<void> {
  await database.run(MARK_SENT, [turns.map((turn) => turn.conversationId), turns.map((turn) => turn.activityId), at]);
}

/** Says of turns whose replies are still leaving that they are looked after. */
export async function holdTurns(database: Database, turns: readonly TurnKey[], at: Date): Promise<void> {
  await database.run(HOLD, [turns.map((turn) => turn.conversationId), turns.map((turn) => turn.activityId), at]);
}

/** Takes turns whose replies did not go out, committed after `since` and before `until`, in that order; each is taken by one instance only. */
export async function takeUnsent(database: Database, now: Date, until: Date, since: Date): Promise<UnsentTurn[]> {
  return database.run<UnsentTurn & Record<string, string | number | null>>(TAKE_UNSENT, [now, until, since]);
}

/** Takes turns of somebody's words that were committed up to `before` and are not said any more, looked after by nobody since `until`. */
export async function takeGivenUp(database: Database, now: Date, until: Date, before: Date): Promise<GivenUpTurn[]> {
  return database.run<GivenUpTurn & Record<string, string | number>>(TAKE_GIVEN_UP, [now, until, before]);
}

/** Takes one turn whose replies did not go out, where nobody has taken it or said that it is looked after since `until`. */
export async function takeUp(database: Database, { conversationId, activityId }: TurnKey, now: Date, until: Date): Promise<boolean> {
  return (await database.run(TAKE_UP, [conversationId, activityId, now, until])).length > 0;
}

/**
 * What was told of handoffs in chats of agents is not kept; what has not left there does not leave. Those turns are named for the handoff that they tell of
 * (bot/handoffs/carrying.ts, fates.ts); who waits is told for all at once (agentChat.ts), so all that was told of it goes. Returns how many went.
 */
export function silenceCarried(transaction: Pick<Transaction, '$executeRawUnsafe'>, handoffIds: readonly string[], at: Date): Promise<number> {
  const names = handoffIds.flatMap((id) => OF_ONE.map((kind) => `${kind}|${id.replace(/[\\%_]/g, '\\$&')}|%`));
  const isNamed = names.map((_name, place) => ` OR "activityId" LIKE $${place + 2}`).join('');
  return transaction.$executeRawUnsafe(`UPDATE "Turn" SET replies = '[]', "sentAt" = COALESCE("sentAt", $1::timestamptz) WHERE replies <> '[]' AND ${TELLS_OF_HANDOFFS} AND ("activityId" LIKE 'queue|chat|%'${isNamed})`, at, ...names);
}
