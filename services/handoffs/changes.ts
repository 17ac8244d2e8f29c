/** What happens to a handoff, each as an effect of a turn: asked for, taken, spoken in, passed on, closed, rated. */
import type { Transaction } from '../../prisma/database';
import { releaseHeld } from '../../prisma/noticeChanges';
import { plainName } from '../agents/agent';
import { dayIn, type Day } from '../day';
import { byUrgency } from '../expiry';
import type { Effect } from '../turns';
import { changeHandoff, type HandoffRow, type Looking } from './changing';
import { HandoffRefusal, isAtHub, type Actor, type NewHandoff } from './handoff';
import type { Handoffs } from './handoffs';
import type { HubParts } from './hub';
import { afterWord } from './rules';
import type { AboutSaying } from './saying';
import type { Sayings } from './sayings';

export interface ChangeParts extends Looking, Pick<HubParts, 'hasHub'> {
  readonly sayings: Pick<Sayings, 'write'>;
  /** Whether the office is open, and when it opens: the moment itself while it is; and the zone by whose clocks it counts days. */
  readonly office: { isOpen(now: Date): boolean; opensAt(now: Date): Date; readonly zone: string };
}

export type Changes = Pick<Handoffs, 'join' | 'hear' | 'say' | 'act' | 'pass' | 'close' | 'rate' | 'speak' | 'touch'>;
type Turn = Parameters<Effect>[1];

/** A contact asks for a person: the conversation knows it from now on. */
export function open(parts: ChangeParts, { problem, step, calledName = '', ...handoff }: NewHandoff): Effect {
  return async (transaction, turn) => {
    const already = await openIn(transaction, turn.conversationId);
    // Two agents would speak to one contact, and the first one's handoff would be nobody's; a contact who waits goes on waiting.
    if (already && handoff.from === 'agent' && isAtHub(already)) throw new HandoffRefusal('atHub');
    if (already && handoff.from === 'agent') throw new HandoffRefusal('taken', await nameOf(transaction, already.agentId));
    if (already) return;
    const partnerId = await mostUrgent(transaction, handoff.contactId, dayIn(parts.office.zone, turn.at));
    const row = await transaction.handoff.create({ data: {
      ...handoff, calledName: plainName(calledName) || null, step: step ?? null, problem: problem ?? null, partnerId, conversationId: turn.conversationId,
      state: 'waiting', via: handoff.from !== 'agent' && parts.hasHub(handoff.channel) ? 'hub' : null,
      askedAt: turn.at, waitingSince: parts.office.opensAt(turn.at), contactSaidAt: turn.at, updatedAt: turn.at,
    } });
    await transaction.handoff.update({ where: { id: row.id }, data: { lookAt: parts.lookAt(row, turn.at) } });
    await transaction.$executeRaw`UPDATE "Conversation" SET "handoffId" = ${row.id} WHERE id = ${turn.conversationId}`;
    if (handoff.from !== 'agent') await note(parts, transaction, turn, row.id, { event: 'asked' });
    await parts.ring(transaction, row);
  };
}

/** Of several companies the one whose agreement hurries most. */
async function mostUrgent(transaction: Transaction, contactId: string, today: Day): Promise<string | null> {
  const memberships = await transaction.membership.findMany({ where: { contactId }, select: { partnerId: true, partner: { select: { agreement: { select: { expiresOn: true } } } } }, orderBy: { partnerId: 'asc' } });
  const companies = memberships.map(({ partnerId, partner }) => ({ partnerId, expiresOn: partner.agreement?.expiresOn.toISOString().slice(0, 10) }));
  const isBefore = byUrgency(today);
  return companies.sort((one, other) => isBefore(one.expiresOn, other.expiresOn))[0]?.partnerId ?? null;
}

async function openIn(transaction: Transaction, conversationId: string): Promise<HandoffRow | null> {
  const { handoffId: id } = (await transaction.conversation.findUnique({ where: { id: conversationId }, select: { handoffId: true } })) ?? { handoffId: null };
  return id === null ? null : transaction.handoff.findFirst({ where: { id, state: { not: 'closed' } } });
}

export function createChanges(parts: ChangeParts): Changes {
  return {
    join: (id, by, via, saidAt) => changeHandoff(parts, id, (row, transaction, turn) => join(parts, row, { by, via, saidAt }, transaction, turn)),
    hear: (id) => changeHandoff(parts, id, async (row, _transaction, { at }) => (row.state === 'closed' ? undefined : afterWord(row, at))),
    say: (id, by, saidAt) => changeHandoff(parts, id, async (row, transaction, { at }) => {
      await mustBeTheirs(transaction, row, by, saidAt);
      return { agentSaidAt: at, firstWordAt: row.firstWordAt ?? at, stage: 0 };
    }),
    act: (id, by, saidAt) => changeHandoff(parts, id, async (row, transaction) => {
      await mustBeTheirs(transaction, row, by, saidAt);
      return {};
    }),
    pass: (id, by, to, why, lead) => changeHandoff(parts, id, async (row, transaction, turn) => {
      if (isAtHub(row)) throw new HandoffRefusal('atHub');
      if (by) await mustBeTheirs(transaction, row, by);
      // What is told of it is told in the same commit: where nothing is passed on, nobody may hear that it was.
      if (row.state === 'closed') throw new HandoffRefusal('over');
      if (row.state === 'waiting' && !to) throw new HandoffRefusal('notYours');
      // Only whoever has somebody is not spoken to by notices; who waits again is, as whoever waits for the first time.
      if (!to) await releaseHeld(transaction, row.contactId, turn.at);
      await note(parts, transaction, turn, id, { event: to ? 'transferred' : 'released', ...(to && { to: to.firstName }), reason: why }, (by ?? lead)?.id);
      return to ? { state: 'joined', agentId: to.id, via: 'console', joinedAt: row.joinedAt ?? turn.at, ...begun(turn.at) } : { state: 'waiting', agentId: null, via: null, waitingSince: parts.office.opensAt(turn.at), stage: 0 };
    }),
    close: (id, end) => changeHandoff(parts, id, (row, transaction, turn) => close(parts, row, end, transaction, turn)),
    rate: (id, rating, words) => changeHandoff(parts, id, async (_row, transaction, turn) => {
      await note(parts, transaction, turn, id, { event: 'rated', rating, ...(words !== undefined && { after: words }) });
      return { rating, ...(words !== undefined && { ratingWords: words }) };
    }),
    touch: (id) => changeHandoff(parts, id, async () => ({})),
    speak: (id, language) => changeHandoff(parts, id, async () => ({ language })),
  };
}

interface Joining { readonly by: Actor; readonly via: string; readonly saidAt: Date | undefined }

async function join(parts: ChangeParts, row: HandoffRow, { by, via, saidAt }: Joining, transaction: Transaction, turn: Turn): Promise<Partial<HandoffRow> | undefined> {
  if (row.state === 'closed') throw new HandoffRefusal('over');
  if (isAtHub(row)) throw new HandoffRefusal('atHub');
  if (row.state === 'joined' && row.agentId !== by.id) throw new HandoffRefusal('taken', await nameOf(transaction, row.agentId));
  if (row.state === 'joined' && row.via === via) throw new HandoffRefusal('yours');
  await mustHaveRoom(transaction, row, by, via);
  if (row.state === 'waiting') await note(parts, transaction, turn, row.id, { event: row.from === 'agent' && row.joinedAt === null ? 'started' : 'joined', agent: by.firstName }, by.id);
  return { state: 'joined', agentId: by.id, via, joinedAt: row.joinedAt ?? turn.at, chatSince: via === 'chat' ? saidAt ?? turn.at : null, ...begun(turn.at) };
}

/**
 * One at a time in a chat, whatever is pressed at the same moment: else nobody would know for whom words are. And in all no more than they can have, whichever
 * way they take them; whom a colleague passes one on to has been asked by a person, who sees how many they have.
 */
async function mustHaveRoom(transaction: Transaction, { id, state }: HandoffRow, by: Actor, via: string): Promise<void> {
  const [agent] = await transaction.$queryRaw<{ capacity: number }[]>`SELECT capacity FROM "Agent" WHERE id = ${by.id} FOR NO KEY UPDATE`;
  const others = await transaction.handoff.findMany({ where: { agentId: by.id, state: 'joined', id: { not: id } }, select: { via: true } });
  if (via === 'chat' && others.some((other) => other.via === 'chat')) throw new HandoffRefusal('oneAtATime');
  if (agent && state === 'waiting' && others.length >= agent.capacity) throw new HandoffRefusal('atCapacity');
}

/** Whoever has it from now on owes the contact a word, whatever others have said before. */
function begun(at: Date): Partial<HandoffRow> {
  return { contactSaidAt: at, agentSaidAt: null, stage: 0 };
}

/** What is different once it is over; nothing where it was over before. */
export async function close(parts: ChangeParts, row: HandoffRow, { by, agent, reason }: Parameters<Handoffs['close']>[1], transaction: Transaction, turn: Turn): Promise<Partial<HandoffRow> | undefined> {
  if (agent) await mustBeTheirs(transaction, row, agent);
  if (row.state === 'closed') return undefined;
  await transaction.$executeRaw`UPDATE "Conversation" SET "handoffId" = NULL WHERE "handoffId" = ${row.id}`;
  // What was not to be said while somebody was there is said now.
  if (row.state === 'joined' || isAtHub(row)) await releaseHeld(transaction, row.contactId, turn.at);
  await note(parts, transaction, turn, row.id, { event: by === 'nobody' ? 'unanswered' : 'closed', reason: reason ?? by, ...(agent && { agent: agent.firstName }) }, agent?.id);
  return { state: 'closed', closedAt: turn.at, closedBy: by, reason: reason ?? null, ...(row.joinedAt && { ratingAskedAt: turn.at, ratingAsks: 1 }) };
}

export function note({ sayings }: Pick<ChangeParts, 'sayings'>, transaction: Transaction, turn: Turn, handoffId: string, about: AboutSaying, agentId?: string): Promise<void> {
  return sayings.write(transaction, turn, [{ by: 'event', text: '', about, handoffId, ...(agentId !== undefined && { agentId }) }]);
}

/** Whoever had written before they had this contact meant another one. */
async function mustBeTheirs(transaction: Transaction, row: HandoffRow, by: Actor, saidAt?: Date): Promise<void> {
  if (row.state === 'closed') throw new HandoffRefusal('over');
  if (row.agentId === by.id && saidAt && row.via === 'chat' && row.chatSince && saidAt < row.chatSince) throw new HandoffRefusal('early');
  if (row.agentId === by.id) return;
  throw row.agentId === null ? new HandoffRefusal('notYours') : new HandoffRefusal('taken', await nameOf(transaction, row.agentId));
}

async function nameOf(transaction: Transaction, agentId: string | null): Promise<string | undefined> {
  return (agentId === null ? null : await transaction.agent.findUnique({ where: { id: agentId } }))?.name;
}
