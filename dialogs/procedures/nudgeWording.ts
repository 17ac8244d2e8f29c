/** What is said about being asked later: the question for a day, what is waited for, and what the answers are called. Pure. */
import { findText, word, writeDay, type Language, type Said } from '../../locales';
import type { Day } from '../../services/day';
import { asksDay, daysOf, nudgeAt } from './nudge';
import type { Journey, Way } from './place';
import type { Procedure } from './procedure';

/** What stands at a place instead of the step's own words, or with them. */
export interface WishWords {
  readonly title?: Said | undefined;
  readonly text?: Said | undefined;
  readonly question?: { readonly label: string; readonly example: string };
  /** What is still to come. */
  readonly next?: Said | undefined;
}

export function wordWish(language: Language, procedure: Procedure, journey: Journey): WishWords {
  const { place, wish } = journey;
  const { view } = place;
  const find = (key: string, values?: Record<string, string>) => findText(language, keyOf(procedure, journey, key), values);
  if (view.kind === 'waiting') return { title: find('waiting.title'), text: find('waiting.text', daysIn(language, procedure, journey)) };
  const question = { label: find('question.label')?.text ?? '', example: word(language, 'identity:ask.expiryExample') };
  if (view.kind === 'day') return { title: find('question.title'), ...(view.inDoubt ? { text: wordDoubt(language, view.inDoubt, find) } : { text: find('question.text'), question }) };
  if (asksDay(procedure, place)) return { question };
  const waits = wish && !wish.isOver ? procedure.nudges[wish.nudge] : undefined;
  return waits && 'reached' in waits && place.step === waits.reached ? { next: find('next', daysIn(language, procedure, journey)) } : {};
}

/** What a way to a wish, or an answer to its question, is called. */
export function labelOfWish(language: Language, procedure: Procedure, journey: Journey, { id, day, answers }: Way): string | undefined {
  const { view } = journey.place;
  if (day) return view.kind === 'day' && view.inDoubt?.why === 'far' ? word(language, 'identity:not.dateYes') : writeDay(language, day);
  if (answers !== undefined) return findText(language, keyOf(procedure, journey, `answers.${id}`))?.text;
  if (id !== 'asked') return undefined;
  return view.kind === 'step' ? findText(language, keyOf(procedure, journey, 'asked'))?.text : word(language, 'identity:not.dateNo');
}

/** Said once, when the wish is taken up, is given up, is no longer open, or an answer came; not everything has such a word. */
export function wordOfWish(language: Language, procedure: Procedure, journey: Journey, key: 'promise' | 'off' | 'gone' | 'hasCome' | `then.${string}`): string | undefined {
  const nudge = procedure.nudges[journey.wish?.nudge ?? ''] ?? nudgeAt(procedure, journey.place.step);
  return findText(language, keyOf(procedure, journey, key), nudge && 'minutes' in nudge ? { minutes: nudge.minutes } : {})?.text;
}

function wordDoubt(language: Language, { days, why }: { readonly days: readonly Day[]; readonly why: 'two' | 'far' }, find: (key: string, values?: Record<string, string>) => Said | undefined): Said | undefined {
  return why === 'two' ? findText(language, 'identity:not.expiryTwo') : find('question.far', { date: writeDay(language, days[0]!) });
}

function daysIn(language: Language, procedure: Procedure, { wish }: Journey): Record<string, string> {
  if (!wish?.day) return {};
  const [first, second] = daysOf(procedure.nudges[wish.nudge]!, wish.day);
  return { day: writeDay(language, wish.day), first: writeDay(language, first!), second: writeDay(language, second ?? first!) };
}

function keyOf(procedure: Procedure, { place, wish }: Journey, key: string): string {
  return `${procedure.id}:nudges.${procedure.steps[place.step]?.nudge ?? wish?.nudge}.${key}`;
}
