/** What Lotse kindly refuses before it tries to understand: secrets, what is too long, what cannot be read, dead buttons. */
import { say, word, type Language, type TextKey } from '../locales';
import { labelsOf } from '../services/fileKinds';
import type { FileLimits } from '../services/files';
import { meaningOf, type Command } from './choices';
import type { Conversation } from './conversation';
import { datesIn } from './dateOfText';
import { PROCEDURES } from './procedures';
import { takesDay } from './procedures/nudge';
import { isAside, languageOfTurn, type Heard } from './state';
import { findSecret, type Expected } from './secrets';
import type { ProcedureId } from './procedures/procedure';

const AT_PLACE = new Set<Command | undefined>(['yes', 'fine', 'no', 'changedMind', 'next', 'onward', 'back', 'trouble', 'resend', 'dontKnow', undefined]);

/** The kind word for it, or undefined where nothing is to be refused. */
export function refusalOf(conversation: Conversation, { textLimit, files }: { readonly textLimit: number; readonly files: FileLimits }): string | undefined {
  const { heard, state } = conversation;
  const language = languageOfTurn(conversation);
  if (heard.press && !state.cards.includes(heard.press.card)) return wordStale(conversation);
  if (conversation.continuedIn !== undefined && !isForAnywhere(heard.text)) return wordStale(conversation);
  const text = heard.press?.words ?? heard.text;
  const refused = refusedWords(text, expectedOf(conversation), textLimit, language);
  if (refused) return refused;
  if (heard.press || text.trim() !== '') return undefined;
  return heard.hasAttachments ? wordOfFiles(language, heard, files) : word(language, 'empty');
}

/** Words that are too long, or hold a secret: they are not kept, wherever they were to go. */
export function refusedWords(text: string, expected: Expected, textLimit: number, language: Language): string | undefined {
  if ([...text].length > textLimit) return word(language, 'tooLong', { count: textLimit });
  const secret = findSecret(text, expected);
  return secret && say(language, `secret.${secret}`).text;
}

const MEGABYTE = 1024 * 1024;

/** Lotse reads no files; what is kept is kept for people, and nothing is promised that is not known yet. */
export function wordOfFiles(language: Language, heard: Heard, limits: FileLimits): string {
  return [word(language, heard.files?.toKeep ? 'attachment.kept' : 'attachment.unread'), wordOfLimits(language, heard, limits)].filter(Boolean).join(' ');
}

/** What can be kept, where something cannot. */
export function wordOfLimits(language: Language, { files }: Heard, { kinds, limitBytes, perMessage }: FileLimits): string {
  const megabytes = Math.round((limitBytes / MEGABYTE) * 10) / 10;
  return files?.notKept ? word(language, 'attachment.only', { types: labelsOf(kinds), megabytes, most: perMessage }) : '';
}

/** Words that mean the same at whatever place; all others answer what was shown here, and that is over. */
function isForAnywhere(text: string): boolean {
  const meaning = meaningOf(text);
  return meaning !== undefined && (meaning.language !== undefined || meaning.procedure !== undefined || !AT_PLACE.has(meaning.command));
}

/** A button of an earlier message: the conversation has gone on here, or elsewhere. */
function wordStale(conversation: Conversation): string {
  const language = languageOfTurn(conversation);
  const { continuedIn } = conversation;
  return continuedIn ? word(language, 'identity:continue.elsewhere', { channel: word(language, `identity:channels.${continuedIn}` as TextKey) }) : word(language, 'used');
}

/** Numbers are expected at a question that is answered in own words, and where a customer number may be typed for yes. */
export function expectedOf({ heard, state }: Pick<Conversation, 'heard' | 'state'>): Expected {
  // What is said beside the way expects nothing: the place beneath it does.
  const current = state.dialogs.findLast(({ id }) => !isAside(id))?.state as { procedure?: ProcedureId; expects?: Expected } | undefined;
  if (current?.expects) return current.expects;
  const place = current?.procedure && state.journeys[current.procedure]?.journey.place;
  const isDay = place && takesDay(PROCEDURES[current.procedure!], place) && datesIn(heard.text, languageOfTurn({ state })).length > 0;
  const isAsked = place && (isDay || place.step === 'browsers' || ('prerequisite' in place.view && place.view.prerequisite === 'customerNumber'));
  return isAsked || heard.press ? 'words' : 'choice';
}
