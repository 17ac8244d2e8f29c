/** What engagement hubs say of the conversations that they were asked to take over. Nobody there hears of what cannot be heeded: it is counted, and stands in the log. */
import type { HandoffOccasion } from '../../dialogs/conversation';
import type { Services } from '../../services';
import type { Audit } from '../../services/audit';
import { isDeed, type HubDeed, type HubState } from '../../services/handoffs/hubRules';
import { rememberedAs, saidAt, type Channel, type Incoming } from '../channels/channel';
import type { Log } from '../log';
import type { Metrics } from '../metrics';
import type { Telling } from '../play';
import type { TurnResult, Turns } from '../turn';
import type { Calls } from './calls';
import type { Missed } from './fates';
import { auditedOf } from './hubAudit';

export interface HubParts {
  readonly turns: Turns;
  readonly handoffs: Pick<Services['handoffs'], 'findIn' | 'hub'>;
  readonly calls: Calls;
  readonly audit: Pick<Audit, 'write'>;
  readonly clock: Services['clock'];
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Two instances that hear of the same handoff at once let each other through. */
const TRIES = 4;

/** The turns as the channels play them: a status is no word that dialogs hear. */
export function withHub(parts: HubParts): Turns {
  return {
    ...parts.turns,
    hear: async (incoming, channel, isAnswered) => {
      if (incoming.kind !== 'status') return parts.turns.hear(incoming, channel, isAnswered);
      const conversationId = rememberedAs(channel.id, incoming.conversation);
      await settle(parts, conversationId, incoming, channel);
      return unanswered(conversationId, incoming, channel);
    },
  };
}

async function settle(parts: HubParts, conversationId: string, incoming: Incoming, { handOver }: Channel): Promise<void> {
  const { handoffs, metrics, log, clock } = parts;
  const { status } = incoming;
  const ignore = (why: string) => {
    metrics.count('lotse_hub_statuses_total', { status: 'ignored' });
    log.info('handoff status ignored', { conversation: conversationId, why, status: status?.state ?? 'malformed' });
  };
  if (!handOver) return ignore('noHub');
  if (!status) return ignore('malformed');
  for (let attempt = 1; ; attempt += 1) {
    const handoff = await handoffs.findIn(conversationId);
    if (!handoff || (status.handoffId !== undefined && status.handoffId !== handoff.id)) return ignore('noHandoff');
    // One that came late, or again, was meant for an earlier one.
    if (status.handoffId === undefined && await handoffs.hub.isEarly(handoff, saidAt(incoming, clock.now()))) return ignore('early');
    const verdict = await handoffs.hub.judge(handoff.id, status.state);
    if (!verdict || !isDeed(verdict)) return ignore(verdict ?? 'noHandoff');
    const heeded = await heed(parts, { conversationId, handoffId: handoff.id, activityId: incoming.id, state: status.state, deed: verdict, isLast: attempt === TRIES });
    if (heeded === 'repeated') return ignore('already');
    if (heeded === 'done') return metrics.count('lotse_hub_statuses_total', { status: status.state });
  }
}

interface Heeding {
  readonly conversationId: string;
  readonly handoffId: string;
  readonly activityId: string;
  readonly state: HubState;
  readonly deed: HubDeed;
  readonly isLast: boolean;
}

/** `moved` where it is to be judged anew. The turn is named for what came in: what comes again finds it, whichever handoff is there by then. */
async function heed({ turns, handoffs, calls, audit, log }: HubParts, { conversationId, handoffId, activityId, state, deed, isLast }: Heeding): Promise<'done' | 'repeated' | 'moved'> {
  try {
    const occasion = occasionOf(handoffId, deed);
    const telling: Telling = { effects: [handoffs.hub.heed(handoffId, state, deed), auditedOf(audit, handoffId, deed)], mustCount: true, ...(occasion && { occasion }) };
    const told = await turns.tell(conversationId, `hub|${activityId}`, telling);
    // One that was played in vain, and then found, has happened elsewhere.
    if (!told || told.isRepeated) return 'repeated';
  } catch (error) {
    if (isLast) throw error;
    unlessMoved(error);
    return 'moved';
  }
  // What waits for our own people from now on is called like what has just come.
  if (deed === 'takeBack' || deed === 'release') await calls.call(handoffId, 'released').catch((error: unknown) => log.error('agents not called', { handoff: handoffId, error }));
  return 'done';
}

/** False where the handoff has changed meanwhile, and nothing of it has happened. */
function unlessMoved(error: unknown): false {
  if ((error as Error).name === 'HubMoved') return false;
  throw error;
}

/** What certainly did not reach the hub is waited for by nobody there: it waits for our own people at once. */
export function withoutHub({ turns, handoffs, calls, audit, log }: Pick<HubParts, 'turns' | 'handoffs' | 'calls' | 'audit' | 'log'>, missed: Missed): Missed {
  return async (turn, how) => {
    await missed(turn, how);
    const handoffId = how === 'undelivered' ? await handoffs.hub.findAskedIn(turn) : undefined;
    if (handoffId === undefined) return;
    const isBack = await turns.tell(turn.conversationId, `hub|${handoffId}|late`, { effects: [handoffs.hub.takeBack(handoffId), auditedOf(audit, handoffId, 'takeBack')], mustCount: true }).then(() => true, unlessMoved);
    if (isBack) await calls.call(handoffId, 'released').catch((error: unknown) => log.error('agents not called', { handoff: handoffId, error }));
  };
}

/** Only what changes something for the contact is said: who comes to a hub says so there. */
function occasionOf(handoffId: string, deed: HubDeed): HandoffOccasion | undefined {
  if (deed === 'close') return { kind: 'handedBack', handoffId, by: 'agent' };
  return deed === 'release' ? { kind: 'released', handoffId, why: 'transferred' } : undefined;
}

function unanswered(conversationId: string, { id, address }: Incoming, channel: Channel): TurnResult {
  return { conversationId, activityId: id, channel: channel.id, address, replies: [], moments: [], said: 0, toSend: false };
}
