/** What was said in a turn, as people read it later: the contact's words without secrets, Lotse's without its layout. Pure. */
import { plainText, type Message, type Word } from '../dialogs/message';
import { findSecret, REDACTED, type Expected } from '../dialogs/secrets';
import type { NewSaying } from '../services/handoffs/saying';
import { codesIn } from '../services/verification/codeText';
import type { Incoming } from './channels/channel';

/** Of words that were refused because they are too long, so much is kept, in code points: what they were about. */
const BEGINNING = 120;

/** What was heard, and what decides what of it is kept. */
interface Hearing {
  /** What the contact was asked for when it was said. */
  readonly expected: Expected;
  /** Longer words are refused, in code points. */
  readonly textLimit: number;
}

export function sayingHeard({ kind, heard, message }: Pick<Incoming, 'kind' | 'heard' | 'message'>, hearing: Hearing, handoffId?: string): NewSaying[] {
  const about = { ...(message !== undefined && { message }), ...(heard.press && { pressed: { card: heard.press.card, choice: heard.press.choice } }) };
  if (kind === 'arrival') return [{ by: 'event', text: '', about: { event: 'arrived' } }];
  const text = keptOf(heard.press?.words ?? heard.text, hearing);
  const isEmpty = text.trim() === '' && !heard.press && !heard.hasAttachments;
  return isEmpty ? [] : [{ by: 'contact', text, about, ...(handoffId !== undefined && { handoffId }) }];
}

/** Words of somebody else than the contact: an agent's while a hub has the conversation, else nobody knows whose. */
export function sayingOverheard(saying: NewSaying, isAtHub: boolean): NewSaying {
  if (saying.by !== 'contact') return saying;
  return isAtHub ? { ...saying, by: 'agent' } : { ...saying, by: 'event', about: { ...saying.about, event: 'overheard' } };
}

/** Other words in the place of earlier ones, or none any more. Nobody knows what was asked for then: what looks like a secret is one. */
export function sayingAmended({ kind, heard, of }: Pick<Incoming, 'kind' | 'heard' | 'of'>, textLimit: number, handoffId?: string): NewSaying[] {
  if (of === undefined) return [];
  return [{ by: 'event', text: kind === 'edit' ? keptOf(heard.text, { expected: 'choice', textLimit }) : '', about: { event: kind === 'edit' ? 'edited' : 'removed', of }, ...(handoffId !== undefined && { handoffId }) }];
}

export function sayingSaid(message: Message, handoffId?: string): NewSaying {
  const { card, choices, language } = message;
  const about = { language, ...(card !== undefined && { card, choices: choices.map(({ id, label }) => ({ id, label })) }) };
  return { by: 'lotse', text: plainText({ ...message, choices: [] }), about, ...(handoffId !== undefined && { handoffId }) };
}

export function sayingOfWord({ text, language }: Word, by: { readonly agentId: string; readonly handoffId: string }, files: readonly string[] = []): NewSaying {
  return { by: 'agent', text, about: { language, ...(files.length > 0 && { files }) }, ...by };
}

/** Numbers that were asked for are kept; codes and passwords never. */
function keptOf(text: string, { expected, textLimit }: Hearing): string {
  if (findSecret(text, expected) !== undefined || (expected !== 'words' && codesIn(text).length > 0)) return REDACTED;
  const points = [...text];
  return points.length > textLimit ? `${points.slice(0, BEGINNING).join('')}…` : text;
}
