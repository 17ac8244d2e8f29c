/** What of a transcript an agent is told in a chat of their own, and as whose words: what one of them says in a row is one message. */
import type { AboutSaying, Saying } from '../../services/handoffs/saying';
import { fill, type AgentTexts } from './words';

export interface Telling {
  readonly handoffId: string;
  /** Whose chat it is: their own words are known to them. */
  readonly agentId: string;
  readonly contact: string;
  readonly texts: AgentTexts;
  readonly nameOf: (agentId: string) => Promise<string>;
  /** Nothing comes after it but that it is over: what Lotse says to the contact from then on is between the two. */
  readonly isLast?: boolean;
}

/** The next words of one speaker, and up to where they go; no speaker where nobody has to be told. */
export interface Group {
  readonly speaker?: string;
  readonly text: string;
  readonly to: bigint;
}

/** A message that several make is still one that a person reads. */
const LONGEST = 3000;
const LONGEST_OF_LOTSE = 300;
/** What an agent types in a chat is an act under the chat's number of it (agentChat.ts). */
const SAID_IN_CHAT = 'say|chat|';

interface Told {
  readonly speaker: string;
  readonly text: string;
}

/** Whether the fate of a saying is told to whoever said it by itself (fates.ts), and so is not carried to them as well. */
export function isToldDirectly(of: string | undefined): boolean {
  return of?.startsWith(SAID_IN_CHAT) === true;
}

/** `said` is not empty. */
export async function groupOf(said: readonly Saying[], telling: Telling): Promise<Group> {
  let group: Group = { text: '', to: BigInt(said[0]!.id) - 1n };
  for (const saying of said) {
    const told = await toldOf(saying, telling);
    const isNext = told !== undefined && group.speaker !== undefined && (told.speaker !== group.speaker || group.text.length + told.text.length > LONGEST);
    if (isNext) return group;
    group = { ...(told ? { speaker: told.speaker, text: [group.text, told.text].filter(Boolean).join('\n\n') } : { ...group }), to: BigInt(saying.id) };
  }
  return group;
}

async function toldOf({ by, text, about, agentId, handoffId }: Saying, telling: Telling): Promise<Told | undefined> {
  const { words } = telling.texts;
  if (handoffId !== telling.handoffId || (agentId === telling.agentId && (by !== 'event' || isToldDirectly(about?.of)))) return undefined;
  if (by === 'contact') return { speaker: telling.contact, text: text === '' ? words.files : text };
  if (by === 'lotse') return text === '' || telling.isLast ? undefined : { speaker: words.lotse, text: shortened(text) };
  // Somebody at an engagement hub who had it before: their name is not known here.
  if (by === 'agent' && agentId === undefined) return { speaker: words.hub, text };
  if (by !== 'event') return { speaker: fill(by === 'note' ? words.note : words.colleague, { agent: agentId === undefined ? '' : await telling.nameOf(agentId) }), text };
  const event = eventIn(about, text, telling);
  return event === undefined ? undefined : { speaker: words.event, text: event };
}

function eventIn({ event, to = '', field = '' }: AboutSaying = {}, text: string, { contact, texts: { words: { events, fields } } }: Telling): string | undefined {
  const sentence = event && Object.hasOwn(events, event) ? events[event as keyof typeof events] : undefined;
  return sentence && fill(sentence, { contact, text, to, field: (fields as Readonly<Record<string, string>>)[field] ?? field });
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > LONGEST_OF_LOTSE ? `${letters.slice(0, LONGEST_OF_LOTSE).join('')}…` : text;
}
