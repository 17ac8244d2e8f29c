/**
 * The channel in which people of support are called: an agent names it by writing there, each new handoff is announced with a card, and the card
 * shows all of them what has become of it. One card for each handoff, whichever instance comes first.
 */
import type { Message } from '../../dialogs/message';
import type { CallCard, CallCards } from '../../services/handoffs/callCards';
import type { HandoffRecord, Handoffs } from '../../services/handoffs/handoffs';
import type { CallPlaces } from '../../services/handoffs/callPlace';
import { isAtHub, type Actor } from '../../services/handoffs/handoff';
import type { Channel, Delivery, Incoming, Post } from '../channels/channel';
import type { Job } from '../jobs';
import type { Log } from '../log';
import { createQueue } from '../queue';
import { callOf, lineOf, settledOf } from './cards';
import type { Describe, Moment } from './describing';
import { fill, type AgentTexts } from './words';

/** Why somebody is called beyond the card: nobody takes it, or the contact of an agent waits. */
export type CallWhy = 'waitsStill' | 'waitsForYou';

export interface CallingParts {
  readonly cards: CallCards;
  readonly handoffs: Pick<Handoffs, 'find'>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly callPlaces: CallPlaces;
  readonly findAgent: (id: string) => Promise<{ readonly name: string; readonly subject: string } | undefined>;
  readonly describe: Describe;
  readonly moment: Moment;
  readonly texts: AgentTexts;
  readonly consoleUrl: (handoffId: string) => string | undefined;
  readonly log: Log;
}

export interface Calling {
  /** An agent's words in a conversation with others: whether they make it the one where support is called. */
  here(by: Actor, incoming: Incoming, channel: Channel): Promise<boolean>;
  /** A handoff has come or changed: its card shows it. Does not throw. */
  changed(handoffId: string): Promise<void>;
  /** Calls people there by name, once more than the card does; nobody named calls all who read the channel. Does not throw. */
  call(handoffId: string, why: CallWhy, agentIds?: readonly string[]): Promise<void>;
  readonly job: Job;
}

const HERE = /^support\s+(?:here|hier|ici)\s*[.!]?$/i;

export function createCalling(parts: CallingParts): Calling {
  const { cards, log } = parts;
  const queue = createQueue();
  const changed = (handoffId: string) => queue(handoffId, () => show(parts, handoffId)).catch((error: unknown) => log.error('support not called', { handoff: handoffId, error }));
  return {
    changed,
    here: (by, incoming, channel) => here(parts, by, incoming, channel),
    call: (handoffId, why, agentIds = []) => callByName(parts, handoffId, why, agentIds).catch((error: unknown) => log.error('support not called', { handoff: handoffId, error })),
    job: { name: 'callCards', runs: 'atEachTick', nextDue: async () => undefined, run: async () => { for (const id of await cards.open()) await changed(id); } },
  };
}

async function here({ callPlaces, texts }: CallingParts, by: Actor, { heard, address, conversation }: Incoming, { id, way, render }: Channel): Promise<boolean> {
  if (!HERE.test(heard.text) || way.kind !== 'post' || !way.replace) return false;
  await callPlaces.choose(by, { channel: id, address: way.outside?.(address) ?? address, conversation });
  for (const reply of render(lineOf(texts, texts.words.here), { address })) await way.deliver(address, reply);
  return true;
}

/** What it is to show is compared with what it shows, so that it does not matter who comes with what news. */
async function show(parts: CallingParts, handoffId: string): Promise<void> {
  const { cards, handoffs, channels } = parts;
  const [card, handoff] = [await cards.find(handoffId), await handoffs.find(handoffId)];
  // What an engagement hub is asked for is nobody's to take here.
  if (!card && (handoff?.state !== 'waiting' || isAtHub(handoff))) return;
  const place = card ?? await parts.callPlaces.find();
  const channel = place && channels.get(place.channel);
  if (!place || channel?.way.kind !== 'post') return;
  const isOver = handoff === undefined || handoff.state === 'closed';
  // Nobody knows which message it is, or nobody knows what of it to show any more.
  if (card && (handoff === undefined || (card.message === '' && isOver))) return cards.drop(handoffId);
  if (card?.message === '' || !handoff) return;
  const message = await messageOf(parts, handoff);
  const shown = `${message.title}`;
  if (card?.shown === shown) return isOver ? cards.drop(handoffId) : undefined;
  if (!(await cards.claim(handoffId, place))) return;
  // Between the look and the claim another instance may have posted or changed it: then it is looked at anew.
  const held = await cards.find(handoffId);
  if (held?.message !== card?.message || (held?.shown ?? '') !== (card?.shown ?? '')) {
    await cards.release(handoffId);
    return show(parts, handoffId);
  }
  // Whoever had it before died over the first post: nobody is called any more. Where that post arrived it stays as it is, since the channel cannot be
  // asked which message it is; whoever presses it is told that it is over.
  if (isOver && card?.message === undefined) return cards.drop(handoffId);
  const isPut = await put(parts, { way: channel.way, reply: channel.render(message, place)[0]!, shown }, { ...place, handoffId, message: card?.message });
  // It may have changed since it was read, by somebody whom the claim kept away.
  if (isPut) await show(parts, handoffId);
}

interface Put { readonly way: Post; readonly reply: ReturnType<Channel['render']>[number]; readonly shown: string }

/** What may have arrived is not said again: a card too many is pressed by somebody. */
async function put({ cards, log }: CallingParts, { way, reply, shown }: Put, { handoffId, address, message }: Pick<CallCard, 'handoffId' | 'address' | 'message'>): Promise<boolean> {
  const delivery: Delivery = message === undefined ? await way.deliver(address, reply) : await way.replace?.(address, message, reply) ? { kind: 'delivered', id: message } : { kind: 'later' };
  if (delivery.kind !== 'delivered') log.info('call not confirmed', { handoff: handoffId, delivery: delivery.kind });
  const isShown = delivery.kind === 'delivered' || delivery.kind === 'ambiguous';
  if (isShown) await cards.show(handoffId, delivery.kind === 'delivered' ? delivery.id ?? '' : '', shown);
  else await cards.release(handoffId);
  return isShown;
}

async function messageOf({ texts, describe, moment, consoleUrl, findAgent }: CallingParts, handoff: HandoffRecord): Promise<Message> {
  const { words } = texts;
  const described = await describe(handoff);
  const url = consoleUrl(handoff.id);
  if (handoff.state === 'waiting') return callOf(texts, described, url);
  if (handoff.state === 'closed') return settledOf(texts, described, fill(words.isClosed, { when: moment(handoff.closedAt ?? handoff.waitingSince) }), url);
  const agent = handoff.agentId === undefined ? undefined : await findAgent(handoff.agentId);
  return settledOf(texts, described, fill(words.isTaken, { agent: isAtHub(handoff) ? words.hub : agent?.name ?? '', when: moment(handoff.joinedAt ?? handoff.waitingSince) }), url);
}

async function callByName(parts: CallingParts, handoffId: string, why: CallWhy, agentIds: readonly string[]): Promise<void> {
  const { texts, channels, findAgent, consoleUrl } = parts;
  const place = await parts.callPlaces.find();
  const channel = place && channels.get(place.channel);
  if (!place || channel?.way.kind !== 'post') return;
  const people = (await Promise.all(agentIds.map(findAgent))).filter((agent) => agent !== undefined).map(({ name, subject }) => ({ name, id: subject }));
  const url = consoleUrl(handoffId);
  const message: Message = { ...lineOf(texts, texts.words[why]), ...(url !== undefined && { links: [{ url, text: texts.words.console }] }) };
  const [reply] = channel.render(message, place);
  await channel.way.deliver(place.address, channel.way.mentioning?.(reply!, people) ?? reply!);
}
