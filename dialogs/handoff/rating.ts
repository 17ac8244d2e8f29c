/** How it was with a person of support: asked once for each handoff, beside the way, and a word more if that is wanted. */
import type { DialogContext } from 'botbuilder-dialogs';
import { LANGUAGES, word, wordsOf } from '../../locales';
import { normalise, toLatinDigits } from '../../locales/folding';
import { meaningOf, numberOf } from '../choices';
import { addLead, say, type Conversation } from '../conversation';
import { findSecret } from '../secrets';
import { languageOfTurn, type ConversationState } from '../state';
import type { HandoffDoors } from './doors';
import { ratingChoices, wordBeside, wordRating, wordThanks } from './handoffWording';
import { besidePressed } from './ids';

/** Asks how it was, with whatever waits to be said before it. A bare number that is typed next is the answer, whatever else is shown after the question: it is what was asked. What was under way by then, or is said to a person since, is no answer. */
export async function askRating(dc: DialogContext, conversation: Conversation, handoffId: string): Promise<void> {
  conversation.state.rating = { handoffId, lastAskedAt: conversation.now.toISOString() };
  await say(dc.context, wordRating(languageOfTurn(conversation), handoffId));
}

/** An answer to it, by press or as typed: true where it was one. What is under way stays as it is. */
export async function answerRating(dc: DialogContext, conversation: Conversation, { handoffs }: HandoffDoors): Promise<boolean> {
  const answer = answerOf(conversation);
  const handoff = answer && await handoffs.find(answer.handoffId);
  if (!answer || handoff?.contactId !== conversation.contact.id) return false;
  const language = languageOfTurn(conversation);
  const { handoffId } = answer;
  const given = handoff.rating ?? (conversation.state.rating?.handoffId === handoffId ? conversation.state.rating.given : undefined);
  if ('words' in answer) {
    // A word without a rating says too little to be counted.
    if (given === undefined) return false;
    delete conversation.state.rating;
    if (answer.words !== '') conversation.effects.push(handoffs.rate(handoffId, given, answer.words));
    await say(dc.context, wordBeside(language, word(language, answer.words === '' ? 'handoff:rating.thanks' : 'handoff:rating.noted')));
    return true;
  }
  if (given === undefined) {
    conversation.effects.push(handoffs.rate(handoffId, answer.rating, answer.more));
    conversation.state.rating = { handoffId, given: answer.rating };
    if (answer.more !== undefined) return noted(dc, conversation);
  }
  await say(dc.context, given === undefined ? wordThanks(language, handoffId, answer.rating) : wordBeside(language, word(language, 'handoff:rating.again')));
  return true;
}

type RatingAnswer = { readonly handoffId: string } & ({ readonly rating: number; readonly more?: string } | { readonly words: string });

function answerOf(conversation: Conversation): RatingAnswer | undefined {
  const { heard, state } = conversation;
  const pressed = besidePressed(heard.press);
  if (heard.press) return pressed?.about === 'rating' ? pressedAnswer(pressed.handoffId, pressed.choice, heard.press.words) : undefined;
  if (!state.rating) return undefined;
  // Right after it, "no" is an answer to whether there is anything to add.
  if (state.rating.given !== undefined) return conversation.handoff === undefined && meaningOf(heard.text)?.command === 'no' ? { handoffId: state.rating.handoffId, words: '' } : undefined;
  const typed = normalise(heard.text);
  const isNext = isRightAfter(conversation, state.rating.lastAskedAt);
  const label = LANGUAGES.flatMap(ratingChoices).find((choice) => normalise(choice.label) === typed || (isNext && normalise(withoutDigit(choice.label)) === typed));
  const rated = pressedAnswer(state.rating.handoffId, label?.id ?? (isNext ? `rate:${numberOf(heard.text)}` : ''));
  return rated ?? (isNext ? ratedInWords(state.rating.handoffId, heard.text) : undefined);
}

/** In code points. */
const LONGEST = 1000;
const marks = LANGUAGES.flatMap((language) => wordsOf(language).stars as readonly string[]).join('|');
const MARK = new RegExp(`^(?:/\\s*5|${marks})(?![\\p{L}\\d])`, 'iu');

/** "4 stars", "4/5, she was great", "⭐⭐⭐⭐": a number that counts nothing else, and what follows it. */
function ratedInWords(handoffId: string, text: string): RatingAnswer | undefined {
  const typed = toLatinDigits(text.normalize('NFKC').replace(/\ufe0f/gu, '').trim());
  if (/^[⭐★]{1,5}$/u.test(typed)) return { handoffId, rating: [...typed].length };
  const [, digit, rest = ''] = /^([1-5])(?!\d)\s*(.*)$/su.exec(typed) ?? [];
  const unmarked = rest.replace(MARK, '');
  const more = unmarked.replace(/^[\s.,،;؛:!?؟–—-]+/u, '');
  const isAlone = unmarked !== rest || rest === '' || /^(?:[,،;؛:!?؟–—]|-\s)/u.test(rest);
  // Secrets and letters are refused as everywhere.
  if (digit === undefined || !isAlone || /^\d/.test(more) || findSecret(more, 'words') || [...more].length > LONGEST) return undefined;
  return { handoffId, rating: Number(digit), ...(more !== '' && { more }) };
}

/** "5 – very good" is typed as "very good", too; later on that could be said of anything. */
function withoutDigit(label: string): string {
  return label.replace(/^\P{L}+/u, '');
}

/** A notice that was said since may have numbered choices of its own, and an agent may have asked for a number. */
function isRightAfter({ handoff, notice, saidAt }: Conversation, askedAt: string | undefined): boolean {
  return handoff === undefined && notice === undefined && askedAt !== undefined && saidAt >= new Date(askedAt);
}

function pressedAnswer(handoffId: string, choice: string, words = ''): RatingAnswer | undefined {
  if (choice === 'words') return { handoffId, words: words.trim() };
  const [, digit] = /^rate:([1-5])$/.exec(choice) ?? [];
  return digit === undefined ? undefined : { handoffId, rating: Number(digit) };
}

async function noted(dc: DialogContext, conversation: Conversation): Promise<true> {
  const language = languageOfTurn(conversation);
  delete conversation.state.rating;
  await say(dc.context, wordBeside(language, word(language, 'handoff:rating.noted')));
  return true;
}

/** Words right after the rating, or a number right after its question, that mean nothing else belong to it: true where they do. */
export async function takeRatingWords(dc: DialogContext, conversation: Conversation, { handoffs }: HandoffDoors): Promise<boolean> {
  const { heard, state } = conversation;
  const { rating } = state;
  if (rating && rating.given === undefined && isRightAfter(conversation, rating.lastAskedAt) && !heard.press && numberOf(heard.text) !== undefined) {
    addLead(conversation, word(languageOfTurn(conversation), 'handoff:rating.range'));
    await askRating(dc, conversation, rating.handoffId);
    return true;
  }
  if (rating?.given === undefined || heard.press || heard.text.trim() === '' || meaningOf(heard.text)) return false;
  conversation.effects.push(handoffs.rate(rating.handoffId, rating.given, heard.text.trim()));
  return noted(dc, conversation);
}

/** After a turn that had nothing to do with it: what is typed next belongs to something else. */
export function passOver(state: ConversationState, before: ConversationState['rating']): void {
  if (!before || state.rating !== before) return;
  if (before.given !== undefined) delete state.rating;
  else state.rating = { handoffId: before.handoffId };
}
