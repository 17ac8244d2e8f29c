/** The neutral message that a dialog says. Each channel renders it in one place (bot/channels); no dialog knows a channel. */
import type { Activity } from 'botbuilder';
import type { Language } from '../locales';
import { isBeside } from './handoff/ids';

/** One thing to press; `id` is language-free. `main` marks the plain way on, `minor` what is offered beside it. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly main?: true;
  readonly minor?: true;
}

export interface Link {
  readonly url: string;
  readonly text: string;
}

/** A finished mail for the contact to send: shown to copy, and as a mailto link. */
export interface Letter {
  readonly language: Language;
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly mailto: string;
  readonly words: { readonly to: string; readonly subject: string; readonly open: string; readonly heading?: string };
}

/** A question that is answered in the contact's own words; `proposal` is what is known already. */
export interface Question {
  readonly label: string;
  readonly example?: string;
  readonly proposal?: string;
  readonly send: string;
}

/**
 * What is said: plain text in which `**…**` sets off the words on Cisco's screens. `card` is the once-only number of
 * its buttons; `facts` names what the factual sentences stand on.
 */
export interface Message {
  readonly language: Language;
  readonly title?: string;
  readonly progress?: string;
  readonly lead?: string;
  readonly text: string;
  readonly warning?: { readonly word: string; readonly text: string };
  readonly hint?: string;
  /** Decoration: what it shows is said in the text, too. `path` is an address at Lotse. */
  readonly picture?: { readonly path: string; readonly text: string };
  readonly links?: readonly Link[];
  /** The same letter in one or two languages, the contact's first. */
  readonly letters?: readonly Letter[];
  readonly question?: Question;
  readonly choices: readonly Choice[];
  readonly card?: string;
  readonly facts: readonly string[];
}

/** What a person of support says, to the letter: no marks, no buttons. Whose words they are is shown as far as the channel can. */
export interface Word {
  readonly by: { readonly name: string };
  readonly language: Language;
  readonly text: string;
  /** What goes with it; `path` is an address at Lotse. */
  readonly files?: readonly { readonly path: string; readonly name: string; readonly contentType: string }[];
}

/** What can be said in a conversation. */
export type Speech = Message | Word;

export function isWord(speech: Speech): speech is Word {
  return 'by' in speech;
}

/** The content type under which a message travels from a dialog to the edge, inside one turn. */
const MESSAGE_TYPE = 'application/vnd.lotse.message';

/** Wraps a message for TurnContext.sendActivity. */
export function activityOf(message: Message): Partial<Activity> {
  return { type: 'message', attachments: [{ contentType: MESSAGE_TYPE, content: message }] };
}

/** The message inside an activity that a dialog sent, if it carries one. */
export function messageOf(activity: Partial<Activity>): Message | undefined {
  const attachment = activity.attachments?.[0];
  return attachment?.contentType === MESSAGE_TYPE ? (attachment.content as Message) : undefined;
}

/** The whole message as plain text: for channels, programs and ears that do not show cards. */
export function plainText(message: Message): string {
  const heading = [message.title, message.progress].filter(Boolean).join(' · ');
  const parts = [
    message.lead, heading, message.text,
    message.warning && `⚠ ${message.warning.word} ${message.warning.text}`,
    message.hint,
    message.letters?.map(letterText).join('\n\n'),
    linksBeside(message),
    message.question && [message.question.label, message.question.example].filter(Boolean).join(' '),
    listOf(message),
  ];
  return withoutMarks(parts.filter((part) => part !== undefined && part !== '').join('\n\n'));
}

/** Numbered, unless the numbers that are typed next belong to the place, beside which this stands. */
function listOf({ choices, card }: Message): string {
  return choices.map((choice, index) => `${isBeside(card) ? '•' : `${index + 1}.`} ${choice.label}`).join('\n');
}

/** Links whose address no sentence carries. */
function linksBeside({ links, text, hint, warning }: Message): string | undefined {
  const said = [text, hint, warning?.text].join(' ');
  return links?.filter(({ url }) => !url.startsWith('mailto:') && !said.includes(url)).map((link) => `${link.text}: ${link.url}`).join('\n');
}

export function withoutMarks(text: string): string {
  return text.replaceAll('**', '');
}

function letterText(letter: Letter): string {
  const heading = letter.words.heading ? `${letter.words.heading}\n` : '';
  return `${heading}${letter.words.to} ${letter.to}\n${letter.words.subject} ${letter.subject}\n\n${letter.body}`;
}
