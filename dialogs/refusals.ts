/** What Lotse kindly refuses before it tries to understand: secrets, what is too long, what cannot be read, dead buttons. */
import { say, word } from '../locales';
import type { Conversation } from './conversation';
import { languageOfTurn } from './state';
import { findSecret } from './secrets';
import type { ProcedureId } from './procedures/procedure';

/** The kind word for it, or undefined where nothing is to be refused. */
export function refusalOf(conversation: Conversation, textLimit: number): string | undefined {
  const { heard, state } = conversation;
  const language = languageOfTurn(conversation);
  if (heard.press && !state.cards.includes(heard.press.card)) return word(language, 'used');
  const text = heard.press?.words ?? heard.text;
  if ([...text].length > textLimit) return word(language, 'tooLong', { count: textLimit });
  const secret = findSecret(text, isAskedForWords(conversation) || heard.press !== undefined);
  if (secret) return say(language, `secret.${secret}`).text;
  if (heard.press || text.trim() !== '') return undefined;
  return word(language, heard.hasAttachments ? 'attachment' : 'empty');
}

/** Where numbers are expected: at a question that is answered in own words, or where a customer number may be typed for yes. */
function isAskedForWords({ state }: Conversation): boolean {
  const current = state.dialogs.at(-1)?.state as { procedure?: ProcedureId } | undefined;
  const place = current?.procedure && state.journeys[current.procedure]?.journey.place;
  if (!place) return false;
  return place.step === 'browsers' || ('prerequisite' in place.view && place.view.prerequisite === 'customerNumber');
}
