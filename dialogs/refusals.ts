/** What Lotse kindly refuses before it tries to understand: secrets, what is too long, what cannot be read, dead buttons. */
import { say, word } from '../locales';
import type { Conversation } from './conversation';
import { languageOfTurn } from './state';
import { findSecret, type Expected } from './secrets';
import type { ProcedureId } from './procedures/procedure';

/** The kind word for it, or undefined where nothing is to be refused. */
export function refusalOf(conversation: Conversation, textLimit: number): string | undefined {
  const { heard, state } = conversation;
  const language = languageOfTurn(conversation);
  if (heard.press && !state.cards.includes(heard.press.card)) return wordStale(conversation);
  const text = heard.press?.words ?? heard.text;
  if ([...text].length > textLimit) return word(language, 'tooLong', { count: textLimit });
  const secret = findSecret(text, expectedOf(conversation));
  if (secret) return say(language, `secret.${secret}`).text;
  if (heard.press || text.trim() !== '') return undefined;
  return word(language, heard.hasAttachments ? 'attachment' : 'empty');
}

/** A button of an earlier message: the conversation has gone on here, or elsewhere. */
function wordStale(conversation: Conversation): string {
  const language = languageOfTurn(conversation);
  const { continuedIn } = conversation;
  return continuedIn ? word(language, 'identity:continue.elsewhere', { channel: word(language, `identity:channels.${continuedIn as 'msteams'}`) }) : word(language, 'used');
}

/** Numbers are expected at a question that is answered in own words, and where a customer number may be typed for yes. */
function expectedOf({ heard, state }: Conversation): Expected {
  const current = state.dialogs.at(-1)?.state as { procedure?: ProcedureId; expects?: Expected } | undefined;
  if (current?.expects) return current.expects;
  const place = current?.procedure && state.journeys[current.procedure]?.journey.place;
  const isAsked = place && (place.step === 'browsers' || ('prerequisite' in place.view && place.view.prerequisite === 'customerNumber'));
  return isAsked || heard.press ? 'words' : 'choice';
}
