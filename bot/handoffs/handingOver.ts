/** What an engagement hub is told of a conversation that it is to take over: who, where and about what, and what was said last, as it is kept. */
import type { Conversation } from '../../dialogs/conversation';
import type { Services } from '../../services';
import type { NewHandoff } from '../../services/handoffs/handoff';
import { asRead, type NewSaying, type Saying } from '../../services/handoffs/saying';
import type { HandingOver } from '../channels/channel';

/** So many rows are looked at, and so many sayings told at most. */
const LOOKED_AT = 300;
const TOLD = 100;

/** What an earlier handoff was about is nobody's business at a hub. */
function sinceLast(said: readonly Saying[]): readonly Saying[] {
  return said.slice(said.findLastIndex(({ by, about }) => by === 'event' && (about?.event === 'closed' || about?.event === 'unanswered')) + 1);
}

/** `present`: what was said in this turn, which is not kept yet. */
export async function handingOverOf({ sayings, contacts, partners, office }: Services, { id: conversationId, activityId, now }: Conversation, handoff: NewHandoff, present: readonly NewSaying[]): Promise<HandingOver> {
  const { contactId, topic, step, problem, language, question } = handoff;
  const [contact, [partner], before] = [await contacts.get(contactId), await partners.of(contactId), sinceLast(await sayings.before(conversationId, undefined, LOOKED_AT))];
  const said = asRead([...before, ...present.map((saying, place) => ({ ...saying, id: `${activityId}-${place}`, activityId, at: now }))])
    .flatMap(({ row: { id, by, at }, text }) => (text && (by === 'contact' || by === 'lotse' || by === 'agent') ? [{ id, by, at, text }] : []));
  const known = { step, problem, contact: contact.name ?? undefined, partner: partner?.company };
  return {
    about: { handoffId: handoff.id, topic, language, question, isOfficeOpen: office.isOpen(now), ...Object.fromEntries(Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined)) },
    said: said.slice(-TOLD),
  };
}
