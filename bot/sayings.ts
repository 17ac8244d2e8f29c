/** What was said in a turn, as people read it later: the contact's words without secrets, Lotse's without its layout. Pure. */
import { plainText, type Message, type Word } from '../dialogs/message';
import { findSecret, REDACTED, type Expected } from '../dialogs/secrets';
import type { NewSaying } from '../services/handoffs/saying';
import { codesIn } from '../services/verification/codeText';
import type { Incoming } from './channels/channel';

/** Longer words are cut, in code points: they were refused. */
const LONGEST = 8000;

/** `expected`: what the contact was asked for when it was said. */
export function sayingHeard({ kind, heard, message }: Pick<Incoming, 'kind' | 'heard' | 'message'>, expected: Expected, handoffId?: string): NewSaying[] {
  const about = { ...(message !== undefined && { message }), ...(heard.press && { pressed: { card: heard.press.card, choice: heard.press.choice } }) };
  if (kind === 'arrival') return [{ by: 'event', text: '', about: { event: 'arrived' } }];
  const text = keptOf(heard.press?.words ?? heard.text, expected);
  const isEmpty = text.trim() === '' && !heard.press && !heard.hasAttachments;
  return isEmpty ? [] : [{ by: 'contact', text, about, ...(handoffId !== undefined && { handoffId }) }];
}

/** Other words in the place of earlier ones, or none any more. Nobody knows what was asked for then: what looks like a secret is one. */
export function sayingAmended({ kind, heard, of }: Pick<Incoming, 'kind' | 'heard' | 'of'>, handoffId?: string): NewSaying[] {
  if (of === undefined) return [];
  return [{ by: 'event', text: kind === 'edit' ? keptOf(heard.text, 'choice') : '', about: { event: kind === 'edit' ? 'edited' : 'removed', of }, ...(handoffId !== undefined && { handoffId }) }];
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
export function keptOf(text: string, expected: Expected): string {
  if (findSecret(text, expected) !== undefined || (expected !== 'words' && codesIn(text).length > 0)) return REDACTED;
  const points = [...text];
  return points.length > LONGEST ? `${points.slice(0, LONGEST).join('')}…` : text;
}
