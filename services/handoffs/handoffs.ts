/** Handoffs: who waits, who has whom, and how each came to its end. Every change is an effect of a turn of the conversation that it belongs to, so that what is said and what is so are committed together. */
import type { Database, Transaction } from '../../prisma/database';
import { languageOf, type Language } from '../../locales';
import type { Clock } from '../clock';
import type { Merger } from '../contacts';
import type { ErasedPerson, Eraser } from '../erasures';
import type { Effect } from '../turns';
import type { Actor, ClosedBy, CloseReason, HandoffState, HandoffVia, NewHandoff } from './handoff';
import type { HandoffRow } from './changing';
import { createChanges, open, type ChangeParts } from './changes';
import { createHub, type Hub } from './hub';

/** What a contact can be told about how long it takes: no promise, only what is known. */
export interface Outlook {
  readonly isOpen: boolean;
  /** When the office opens; undefined while it is open. */
  readonly opensAt?: Date;
  /** So many others were there before. */
  readonly ahead: number;
}

export interface HandoffRecord extends NewHandoff {
  readonly conversationId: string;
  readonly state: HandoffState;
  readonly agentId?: string;
  readonly firstName?: string;
  readonly via?: HandoffVia;
  readonly askedAt: Date;
  readonly waitingSince: Date;
  readonly joinedAt?: Date;
  readonly closedAt?: Date;
  readonly closedBy?: ClosedBy;
  readonly rating?: number;
}

export interface Handoffs {
  /** Whether anybody can be asked for: there is a console that people sign in to, or a mailbox of support. */
  readonly isOffered: boolean;
  find(id: string): Promise<HandoffRecord | undefined>;
  /** The one that is waiting or joined in a conversation. */
  findIn(conversationId: string): Promise<HandoffRecord | undefined>;
  /** Whether there is one in a conversation, or was. */
  wasIn(conversationId: string): Promise<boolean>;
  /** Whether a contact has asked for a person last, and nobody came: an answer is still owed. */
  isOwed(contactId: string): Promise<boolean>;
  /** Who waits for our own people, longest first; no more than so many. */
  waiting(most: number): Promise<readonly HandoffRecord[]>;
  /** What somebody who asks our own people now, or has asked under that id, can be told. */
  outlook(id?: string): Promise<Outlook>;
  /** A contact asks for a person: from now on it waits. Where one is open there already, an agent's throws a HandoffRefusal, and a contact's changes nothing. */
  open(handoff: NewHandoff): Effect;
  /** An agent takes it, or begins it: throws a HandoffRefusal where it is somebody else's, over, or theirs already, and in a chat of their own where they have another one there. `saidAt`: when they did, as the channel says. */
  join(id: string, by: Actor, via: HandoffVia, saidAt?: Date): Effect;
  /** The contact has said something. */
  hear(id: string): Effect;
  /** An agent says something: throws a HandoffRefusal where it is not theirs, or was not when they wrote it in a chat of their own, at `saidAt`. */
  say(id: string, by: Actor, saidAt?: Date): Effect;
  /** An agent does something that is no answer to the contact: throws a HandoffRefusal as above. */
  act(id: string, by: Actor, saidAt?: Date): Effect;
  /** What leaves for another company's engagement hub, and comes back from there. */
  readonly hub: Hub;
  /** It waits again, or is another agent's, who may be given what still waits; `lead`: who does it where it is not theirs. Throws a HandoffRefusal where there is nothing to pass on. */
  pass(id: string, by: Actor | undefined, to: Actor | undefined, why: 'transferred' | 'silentAgent', lead?: Actor): Effect;
  /** It is over. Only what is not closed yet closes; `by` throws a HandoffRefusal where it is not theirs. */
  close(id: string, end: { readonly by: ClosedBy; readonly agent?: Actor; readonly reason?: CloseReason }): Effect;
  /** The contact rates it: the last word counts. */
  rate(id: string, rating: number, words?: string): Effect;
  /** The contact speaks another language from now on. */
  speak(id: string, language: Language): Effect;
  /** Something was written down that is neither's word, such as a note. */
  touch(id: string): Effect;
  readonly erase: Eraser;
  readonly merge: Merger;
  /** Forgets the words of what was closed before a day, and all of it before an earlier one. Returns how many rows. */
  forget(wordsBefore: Date, before: Date): Promise<number>;
}

export interface HandoffParts extends ChangeParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly isOffered: boolean;
}

export function createHandoffs(parts: HandoffParts): Handoffs {
  const { database } = parts;
  return {
    isOffered: parts.isOffered,
    find: (id) => find(database, { id }),
    findIn: (conversationId) => find(database, { conversationId, state: { not: 'closed' } }),
    wasIn: async (conversationId) => await database.prisma.handoff.count({ where: { conversationId } }) > 0,
    isOwed: async (contactId) => (await database.prisma.handoff.findFirst({ where: { contactId }, orderBy: [{ askedAt: 'desc' }, { id: 'desc' }] }))?.closedBy === 'nobody',
    waiting: async (most) => (await database.prisma.handoff.findMany({ where: { state: 'waiting', via: null }, orderBy: [{ waitingSince: 'asc' }, { askedAt: 'asc' }, { id: 'asc' }], take: most })).map((row) => recordOf(row, undefined)),
    outlook: (id) => outlook(parts, id),
    hub: createHub(parts),
    open: (handoff) => open(parts, handoff),
    ...createChanges(parts),
    erase: (transaction, person) => erase(parts, transaction, person),
    merge: (transaction, { from, into }) => transaction.handoff.updateMany({ where: { contactId: from }, data: { contactId: into } }),
    forget: async (wordsBefore, before) => {
      const words = await database.prisma.handoff.updateMany({ where: { closedAt: { lt: wordsBefore }, OR: [{ question: { not: '' } }, { ratingWords: { not: null } }, { calledName: { not: null } }] }, data: { question: '', ratingWords: null, calledName: null } });
      return words.count + (await database.prisma.handoff.deleteMany({ where: { closedAt: { lt: before } } })).count;
    },
  };
}

async function find({ prisma }: Database, where: NonNullable<Parameters<Database['prisma']['handoff']['findFirst']>[0]>['where']): Promise<HandoffRecord | undefined> {
  const row = await prisma.handoff.findFirst({ where: where! });
  const agent = row?.agentId ? await prisma.agent.findUnique({ where: { id: row.agentId } }) : null;
  return row ? recordOf(row, agent?.firstName) : undefined;
}

async function outlook({ database, clock, office }: HandoffParts, id?: string): Promise<Outlook> {
  const now = clock.now();
  const own = id === undefined ? null : await database.prisma.handoff.findUnique({ where: { id } });
  const ahead = await database.prisma.handoff.count({ where: { state: 'waiting', via: null, ...(own && { OR: [{ askedAt: { lt: own.askedAt } }, { askedAt: own.askedAt, id: { lt: own.id } }] }) } });
  const isOpen = office.isOpen(now);
  return { isOpen, ahead, ...(!isOpen && { opensAt: office.opensAt(now) }) };
}

/** The row stays for the figures, without anything that leads to a person. */
async function erase({ ring }: HandoffParts, transaction: Transaction, { contactId, present }: ErasedPerson): Promise<number> {
  await transaction.$executeRaw`UPDATE "Conversation" SET "handoffId" = NULL WHERE id = ${present.conversationId}`;
  const open = await transaction.handoff.findMany({ where: { contactId, state: { not: 'closed' } }, select: { id: true, conversationId: true } });
  await transaction.handoff.updateMany({ where: { contactId, state: { not: 'closed' } }, data: { state: 'closed', closedAt: present.at, closedBy: 'erased' } });
  // Whoever looks at one sees at once that it is over.
  for (const handoff of open) await ring(transaction, handoff);
  return (await transaction.handoff.updateMany({ where: { contactId }, data: { contactId: '', conversationId: '', partnerId: null, question: '', calledName: null, ratingWords: null, lookAt: null, updatedAt: present.at } })).count;
}

function recordOf(row: HandoffRow, firstName: string | undefined): HandoffRecord {
  const { step, problem, calledName, agentId, via, joinedAt, closedAt, closedBy, rating } = row;
  return {
    id: row.id, contactId: row.contactId, conversationId: row.conversationId, from: row.from as NewHandoff['from'], topic: row.topic, language: languageOf(row.language) ?? 'en', channel: row.channel, question: row.question,
    state: row.state as HandoffState, askedAt: row.askedAt, waitingSince: row.waitingSince,
    ...(step !== null && { step }), ...(problem !== null && { problem }), ...(calledName !== null && { calledName }), ...(agentId !== null && { agentId }), ...(firstName !== undefined && { firstName }), ...(via !== null && { via: via as HandoffVia }),
    ...(joinedAt && { joinedAt }), ...(closedAt && { closedAt }), ...(closedBy !== null && { closedBy: closedBy as ClosedBy }), ...(rating !== null && { rating }),
  };
}
