/** What a contact wishes to be asked later: what is said of it, and the nudges that a turn plans or takes back by moving walks. */
import type { Services } from '../services';
import { momentOf } from '../services/day';
import type { Nudge } from '../services/notices/nudging';
import type { Effect } from '../services/turns';
import type { Standing } from './chosenWay';
import { addLead, type Conversation } from './conversation';
import { PROCEDURES } from './procedures';
import type { Journey, Way, Wish } from './procedures/journey';
import { daysOf, isWaitedFor } from './procedures/nudge';
import { wordOfWish } from './procedures/nudgeWording';
import { languageOfTurn, type ConversationState } from './state';

type Door = Pick<Services, 'contacts' | 'nudges'>;
/** A wish that stands, with the nudge that it asks for. */
interface StandingWish { readonly wish: Wish; readonly journey: Journey }

/** At this time of the contact's day; the ledger keeps to working hours. */
const ASKED_AT = '09:00';

/** Whatever a turn does with the contact's walks: what they wish anew is planned, what they no longer wait for is taken back. */
export async function withWishes(conversation: Conversation, door: Door, turn: () => Promise<void>): Promise<void> {
  const before = standingWishes(conversation.state);
  await turn();
  const after = standingWishes(conversation.state);
  conversation.effects.push(...[...before].flatMap(([subject, old]) => takenBack(door, subject, old, after.get(subject)?.wish)));
  // What another contact wished, who turns out to be this one, was planned then.
  const fresh = [...after].filter(([subject, { wish }]) => wish.at === conversation.now.toISOString() && wish.at !== before.get(subject)?.wish.at);
  if (fresh.length === 0) return;
  const { timeZone } = await door.contacts.get(conversation.contact.id);
  conversation.effects.push(...fresh.flatMap(([subject, wished]) => nudgesOf(conversation, subject, wished, timeZone)).map((nudge) => door.nudges.plan(nudge)));
}

/** What is promised, what came of it, or that it is given up. */
export function sayOfWish(conversation: Conversation, { procedure, journey: before }: Standing, way: Way, journey: Journey): void {
  const hasCome = way.id === 'day' && journey.place.view.kind === 'step';
  const key = way.answers !== undefined ? `then.${way.id}` as const : hasCome ? 'hasCome' : way.wish ? 'promise' : undefined;
  if (key) addLead(conversation, wordOfWish(languageOfTurn(conversation), procedure, before, key) ?? '');
  else if (way.id === 'back' && journey.wish?.isOver) sayUnasked(conversation, before);
}

/** That Lotse will not ask, though it was to. */
export function sayUnasked(conversation: Conversation, journey: Journey): void {
  const procedure = PROCEDURES[journey.procedure];
  if (!journey.wish || !isWaitedFor(procedure, journey.place, journey.wish)) return;
  addLead(conversation, wordOfWish(languageOfTurn(conversation), procedure, journey, 'off') ?? '');
}

/** By the id of the walk; those that wait behind another walk count as well. */
function standingWishes({ journeys }: ConversationState): Map<string, StandingWish> {
  const walks = Object.values(journeys).flatMap(({ status, journey }) => status === 'done' ? [] : withOrigins(journey));
  return new Map(walks.flatMap((journey) => {
    const { id, wish, place } = journey;
    return id !== undefined && wish && isWaitedFor(PROCEDURES[journey.procedure], place, wish) ? [[id, { wish, journey }]] : [];
  }));
}

function withOrigins(journey: Journey): Journey[] {
  return [...(journey.origin ? withOrigins(journey.origin) : []), journey];
}

/** All of a wish that is over or was made anew; of one that has gone on, the questions that need no asking any more. */
function takenBack({ nudges }: Door, subject: string, { wish, journey }: StandingWish, now: Wish | undefined): Effect[] {
  if (wish.at !== now?.at) return [nudges.cancel(subject)];
  return questionsOf(journey, wish).slice(wish.next, now?.next).map(({ milestone }) => nudges.cancel(subject, milestone));
}

function nudgesOf({ id, contact, now }: Conversation, subject: string, { wish, journey }: StandingWish, timeZone: string): Nudge[] {
  const nudge = PROCEDURES[journey.procedure].nudges[wish.nudge]!;
  const days = wish.day === undefined ? [] : daysOf(nudge, wish.day);
  const dueAt = (index: number) => ('minutes' in nudge ? new Date(now.getTime() + nudge.minutes * 60_000) : momentOf(days[index]!, ASKED_AT, timeZone));
  return nudge.questions.flatMap(({ milestone }, index) => index < wish.next ? [] : [{ subject, cycle: wish.at!, milestone, contactId: contact.id, dueAt: dueAt(index), payload: { conversationId: id } }]);
}

function questionsOf({ procedure }: Journey, { nudge }: Wish): readonly { readonly milestone: Nudge['milestone'] }[] {
  return PROCEDURES[procedure].nudges[nudge]!.questions;
}
