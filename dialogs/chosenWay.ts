/** Which way a contact meant at a place of a procedure: one of those offered, or own words where the step asks for them. Pure. */
import { word, type Language } from '../locales';
import { meaningOf } from './choices';
import { datesIn } from './dateOfText';
import type { Choice } from './message';
import { ways, type Journey, type Way } from './procedures/journey';
import { asksDay, isWished } from './procedures/nudge';
import type { Procedure } from './procedures/procedure';
import { wordWays } from './procedures/wording';
import { languageOfTurn, type ConversationState, type Heard } from './state';
import { chosenOf, type Offer } from './understand';

/** A procedure and where the contact stands in it. */
export interface Standing {
  readonly procedure: Procedure;
  readonly journey: Journey;
}

interface Told {
  readonly heard: Heard;
  readonly state: ConversationState;
}

/** The way, with the words that answer its question; undefined where nothing at this place was meant. */
export function chosenWay(conversation: Told, { procedure, journey }: Standing): { way: Way; words?: string } | undefined {
  const { heard } = conversation;
  const open = ways(procedure, journey).filter((way) => heard.isDirect || !isWished(way));
  const ownWords = open.find((way) => way.words !== undefined);
  if (ownWords) {
    const words = heard.press?.choice === 'words' ? heard.press.words?.trim() : heard.press?.choice === 'useProposal' ? browserAt(open, heard) : undefined;
    if (words) return { way: ownWords, words };
  }
  if (isCustomerNumber(heard.text, journey)) return { way: open.find((way) => way.id === 'have')! };
  const id = chosenOf(heard, offerOf(conversation, { procedure, journey }, open), languageOfTurn(conversation));
  if (id === 'useProposal' && ownWords) return { way: ownWords, words: heard.browser! };
  const way = open.find((candidate) => candidate.id === id);
  if (way) return { way };
  const isTaken = ownWords?.words === 'day' ? namesDay(conversation, asksDay(procedure, journey.place)) : namesBrowser(heard.text) || conversation.state.misunderstood > 0;
  return ownWords && !heard.press && !meaningOf(heard.text) && isTaken ? { way: ownWords, words: heard.text.trim() } : undefined;
}

function offerOf(conversation: Told, { procedure, journey }: Standing, open: readonly Way[]): Offer {
  const proposal = browserAt(open, conversation.heard);
  const affirming = open.find((way) => way.affirms === true);
  // Asked whether it has come that is waited for: good news is the first answer.
  const good = journey.place.view.kind === 'waiting' && conversation.state.misunderstood > 0 ? open[0]?.id : undefined;
  const yes = good ?? affirming?.id ?? (proposal ? 'useProposal' : undefined);
  const done = open.find((way) => way.id === 'have')?.id ?? (affirming?.consents ? undefined : affirming?.id);
  const no = open.find((way) => way.affirms === false)?.id;
  const inLanguage = (language: Language): Choice[] => [
    ...(proposal ? [{ id: 'useProposal', label: word(language, 'buttons.useThis', { value: proposal }) }] : []),
    ...wordWays(language, procedure, journey).filter(({ id }) => open.some((way) => way.id === id)),
  ];
  return { choices: inLanguage(languageOfTurn(conversation)), inLanguage, ...(yes && { yes }), ...(affirming?.consents && { isGrave: true }), ...(no && { no }), ...(done && { done }) };
}

/** A day is understood wherever it may be named; where it is asked for, something else is once taken for an attempt. */
function namesDay({ heard, state }: Told, isAsked: boolean): boolean {
  return datesIn(heard.text, languageOfTurn({ state })).length > 0 || (isAsked && heard.text.trim() !== '' && state.misunderstood === 0);
}

/** The browser that the contact sits at, where one is asked for. */
function browserAt(open: readonly Way[], { browser }: Heard): string | undefined {
  return open.some((way) => way.words === 'browsers') ? browser : undefined;
}

/** "I don't know" is no browser: it is asked once more, and then whatever is said is taken. */
function namesBrowser(text: string): boolean {
  return /\d|chrom|firefox|mozilla|edge|safari|opera|brave|vivaldi|explorer|хром|файрфокс|сафари|كروم|فايرفوكس|سفاري/iu.test(text);
}

/** Somebody who is asked for the number at hand and types it has it; the number itself is not kept. */
function isCustomerNumber(text: string, { place: { view } }: Journey): boolean {
  return view.kind === 'before' && view.prerequisite === 'customerNumber' && /^\d[\d\s.'-]{2,14}$/.test(text.trim());
}
