/** What a turn commits, of what was played. */
import type { Services } from '../services';
import type { HandoffStanding } from '../services/handoffs/handoff';
import { stepsOf, type ReplyLimits } from '../services/replyPace';
import type { Effect, TurnEnd, TurnStart } from '../services/turns';
import { auditedOf } from './handoffs/hubAudit';
import type { Beginning, Played } from './play';

export interface TurnEndSettings {
  readonly services: Services;
  /** So long at most a notice waits for the end of what is under way. */
  readonly holdMs: number;
  readonly limits: ReplyLimits;
}

/** The contact only where something about it has changed, the replies as sent where no one carries them. */
export function endOf({ services, holdMs, limits }: TurnEndSettings, beginning: Beginning, start: TurnStart, played: Played, turn: Pick<TurnEnd, 'conversationId' | 'activityId' | 'at'>): TurnEnd {
  const { incoming, channel, isAnswered, saidAt, telling } = beginning;
  const { replies, state, contact, language, isDirect, isBusy, sayings } = played;
  const isUnchanged = contact.id === start.contact?.id && state.contact === start.contact.state;
  const isSent = isAnswered || channel.way.kind === 'page' || replies.length === 0;
  return {
    ...turn, channel: channel.id, address: incoming.address, version: start.version, state: state.conversation, effects: effectsOf(services, beginning, start, played),
    route: {
      heard: telling || incoming.isOverheard ? undefined : { isDirect, tenant: incoming.tenant, saidAt }, noticeId: start.conversation?.noticeId,
      busyUntil: isBusy && isDirect ? new Date(turn.at.getTime() + holdMs) : undefined,
    },
    contact: { ...contact, language, ...(!isUnchanged && { state: state.contact }) },
    replies: JSON.stringify(replies), isSent, isOnce: telling?.isOnce === true || played.isOnce === true, sayings, moves: played.moves ?? [], paceSteps: stepsOf(limits, isSent ? 0 : replies.length),
    log: channel.way.kind === 'page' ? channel.way.written(incoming, replies).map((entry) => JSON.stringify(entry)) : [],
  };
}

/** What was attached goes first, so that whoever asks to be forgotten leaves nothing; then whatever the dialogs make of the turn. */
function effectsOf(services: Services, { incoming: { isOverheard }, channel, files, telling }: Beginning, { conversation }: TurnStart, { contact, effects, isBusy, sayings }: Played): readonly Effect[] {
  const isOver = conversation?.isBusy && !isBusy;
  const handoff = telling ? undefined : conversation?.handoff;
  return [
    // What others attach is not the contact's.
    ...(files && !isOverheard ? [services.files.note(files, { channel: channel.id, contactId: contact.id })] : []),
    ...(handoff ? (isOverheard ? overheard(services, handoff, sayings) : [services.handoffs.hear(handoff.id)]) : []),
    // Before what is audited, for which all others wait.
    ...(isOver ? [services.notices.release(contact.id)] : []),
    ...effects,
  ];
}

/** Whoever speaks at a hub has what was only asked for there, also where no status has said so. */
function overheard({ handoffs, audit }: Services, { id, state, isAtHub }: HandoffStanding, sayings: Played['sayings']): readonly Effect[] {
  const isComing = isAtHub === true && state === 'waiting';
  if (isComing && !sayings.some(({ by }) => by === 'agent')) return [];
  return [handoffs.hub.overhear(id), ...(isComing ? [auditedOf(audit, id, 'join')] : [])];
}
