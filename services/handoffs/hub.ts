/** Handoffs that leave for another company's engagement hub, and what comes back from there: each an effect of a turn of the conversation, as all that happens to a handoff. */
import type { Database, Transaction } from '../../prisma/database';
import { releaseHeld } from '../../prisma/noticeChanges';
import type { Clock } from '../clock';
import type { Effect, TurnKey } from '../turns';
import { close, note, type ChangeParts } from './changes';
import { changeHandoff, type HandoffRow } from './changing';
import { isAtHub } from './handoff';
import { isEarly, judgeStatus, type HubDeed, type HubState, type HubVerdict } from './hubRules';

export interface HubParts {
  /** Whether what is asked for on a channel leaves for a hub. */
  readonly hasHub: (channel: string) => boolean;
}

export interface Hub {
  readonly hasHub: HubParts['hasHub'];
  /** The handoff for which a hub is asked in a turn, and which waits there; undefined where there is none. */
  findAskedIn(turn: TurnKey): Promise<string | undefined>;
  /** Whether it waits there, and for some time still. */
  isAsked(handoffId: string): Promise<boolean>;
  /** Whether what was said then was meant for an earlier one. */
  isEarly(handoff: Pick<HandoffRow, 'id' | 'conversationId' | 'askedAt'>, saidAt: Date): Promise<boolean>;
  /** What a status means for a handoff now; undefined where there is none. */
  judge(handoffId: string, status: HubState): Promise<HubVerdict | undefined>;
  /** Does what was judged: throws a HubMoved where it would be judged otherwise by now, so that nothing of it is said. */
  heed(handoffId: string, status: HubState, deed: HubDeed): Effect;
  /** Somebody there has said something: it goes on there, and whoever is only asked has it by that. */
  overhear(handoffId: string): Effect;
  /** Nobody there has come in time: it waits for our own people. Throws a HubMoved where it does not wait there any more. */
  takeBack(handoffId: string): Effect;
}

/** The handoff has changed since it was judged: to be judged anew. */
export class HubMoved extends Error {
  override readonly name = 'HubMoved';
}

/** Why it waits for our own people, as the transcript has it. */
const FAILED = 'hubFailed';
const LATE = 'hubLate';
type Turn = Parameters<Effect>[1];

export function createHub(parts: ChangeParts & { readonly database: Database; readonly clock: Clock }): Hub {
  const { database: { prisma } } = parts;
  return {
    hasHub: parts.hasHub,
    findAskedIn: ({ conversationId, activityId }) => askedIn(prisma, conversationId, activityId),
    isAsked: async (id) => await prisma.handoff.count({ where: { id, state: 'waiting', via: 'hub', lookAt: { gt: parts.clock.now() } } }) > 0,
    isEarly: async ({ id, conversationId, askedAt }, saidAt) => {
      const former = await prisma.handoff.findFirst({ where: { conversationId, id: { not: id }, closedAt: { not: null } }, orderBy: { closedAt: 'desc' } });
      return isEarly(saidAt, askedAt, former?.closedAt ?? undefined);
    },
    judge: async (id, status) => {
      const row = await prisma.handoff.findUnique({ where: { id } });
      return row ? judgeStatus({ ...row, hasFailed: await hasFailed(prisma, row) }, status) : undefined;
    },
    heed: (id, status, deed) => changeHandoff(parts, id, async (row, transaction, turn) => {
      if (judgeStatus({ ...row, hasFailed: await hasFailed(transaction, row) }, status) !== deed) throw new HubMoved('The handoff has changed since the status was judged.');
      return heed(parts, row, deed, transaction, turn);
    }),
    overhear: (id) => changeHandoff(parts, id, async (row, transaction, turn) => {
      if (!isAtHub(row)) return {};
      return { ...(row.state === 'waiting' && await join(parts, row, transaction, turn)), agentSaidAt: turn.at, stage: 0 };
    }),
    takeBack: (id) => changeHandoff(parts, id, async (row, transaction, turn) => {
      if (row.state !== 'waiting' || !isAtHub(row)) throw new HubMoved('The handoff does not wait at the hub any more.');
      return comeBack(parts, row, LATE, transaction, turn);
    }),
  };
}

async function heed(parts: ChangeParts, row: HandoffRow, deed: HubDeed, transaction: Transaction, turn: Turn): Promise<Partial<HandoffRow> | undefined> {
  const { at } = turn;
  if (deed === 'takeBack' || deed === 'release') return comeBack(parts, row, FAILED, transaction, turn);
  if (deed === 'join') return join(parts, row, transaction, turn);
  // Whoever says that it is over was there, also where nobody has said that they had come.
  const joined = { ...row, via: 'hub', state: 'joined', joinedAt: row.joinedAt ?? at };
  return { via: 'hub', joinedAt: joined.joinedAt, ...await close(parts, joined, { by: 'agent' }, transaction, turn) };
}

async function join(parts: ChangeParts, row: HandoffRow, transaction: Transaction, turn: Turn): Promise<Partial<HandoffRow>> {
  await note(parts, transaction, turn, row.id, { event: 'joined', reason: 'hub' });
  return { state: 'joined', via: 'hub', agentId: null, joinedAt: row.joinedAt ?? turn.at, contactSaidAt: turn.at, agentSaidAt: null, stage: 0 };
}

/** It waits as if it had been asked for now; Lotse speaks again, and so do notices. */
async function comeBack(parts: ChangeParts, row: HandoffRow, reason: string, transaction: Transaction, turn: Turn): Promise<Partial<HandoffRow>> {
  await note(parts, transaction, turn, row.id, { event: 'released', reason });
  await releaseHeld(transaction, row.contactId, turn.at);
  return { state: 'waiting', via: null, agentId: null, waitingSince: parts.office.opensAt(turn.at), stage: 0 };
}

/** That it was asked for stands in the transcript, under the turn. */
async function askedIn({ saying, handoff }: Pick<Transaction, 'saying' | 'handoff'>, conversationId: string, activityId: string): Promise<string | undefined> {
  const asked = await saying.findFirst({ where: { conversationId, activityId, by: 'event', about: { path: ['event'], equals: 'asked' } } });
  const row = asked?.handoffId ? await handoff.findUnique({ where: { id: asked.handoffId } }) : null;
  return row?.state === 'waiting' && isAtHub(row) ? row.id : undefined;
}

/** What it said is in the transcript. */
async function hasFailed({ saying }: Pick<Transaction, 'saying'>, { id, conversationId }: HandoffRow): Promise<boolean> {
  return await saying.count({ where: { conversationId, handoffId: id, by: 'event', about: { path: ['reason'], equals: FAILED } } }) > 0;
}
