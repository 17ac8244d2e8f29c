/** What is said at a place of a procedure, in a language. Pure: places in, messages out. */
import { addressOf, findText, say, word, type Language, type Said, type TextKey } from '../../locales';
import type { Choice, Link, Message } from '../message';
import { ways, type Journey, type Way } from './journey';
import { progress } from './line';
import { labelOfWish, wordWish } from './nudgeWording';
import type { PrerequisiteId, Procedure, ProcedureId } from './procedure';

/** The address that Cisco's activation mail comes from (TRB-3): to be looked for, never to be written to. */
const SENDER = 'TRB-3';

/** The message of a place, without its card number. */
export function wordPlace(language: Language, procedure: Procedure, journey: Journey): Message {
  const { view } = journey.place;
  if (view.kind === 'trouble') return wordTrouble(language, procedure, journey);
  if ('prerequisite' in view) return wordPrerequisite(language, procedure, journey, view.prerequisite);
  const key = `${procedure.id}:steps.${journey.place.step}`;
  const wished = wordWish(language, procedure, journey);
  // What is asked or waited for in the middle of a step stands for the step's own words.
  const part = (name: string) => (view.kind === 'step' ? findText(language, `${key}.${name}`) : undefined);
  const text = wished.text ?? getText(language, `${key}.text`);
  const [warning, hint] = [part('warning'), part('hint')];
  const question = wished.question ?? questionOf(part);
  return {
    language, title: (wished.title ?? getText(language, `${key}.title`)).text, ...progressOf(language, procedure, journey),
    text: [text, wished.next].flatMap((said) => said?.text ?? []).join(' '),
    ...(warning && { warning: { word: word(language, 'warning'), text: warning.text } }),
    ...(hint && { hint: hint.text }),
    ...(question && { question: { ...question, send: word(language, 'buttons.send') } }),
    links: linksOf([text, warning, hint]),
    choices: wordWays(language, procedure, journey),
    facts: factsOf([text, warning, hint]),
  };
}

/** The buttons of a place. The ways on first, then back, a person and the menu. */
export function wordWays(language: Language, procedure: Procedure, journey: Journey): Choice[] {
  return ways(procedure, journey)
    .filter((way) => way.words === undefined && !(way.id === 'back' && journey.place.view.kind === 'step' && hasRefusal(procedure, journey)))
    .map((way) => ({ id: way.id, label: labelOf(language, procedure, journey, way), ...(isMinor(way) && { minor: true as const }), ...(way.affirms && !way.consents && { main: true as const }) }));
}

/** What a way is called: its own words at this step or problem, else the common ones. */
function labelOf(language: Language, procedure: Procedure, journey: Journey, way: Way): string {
  const wished = labelOfWish(language, procedure, journey, way);
  if (wished !== undefined) return wished;
  const [kind, name] = way.id.split(':') as [string, string | undefined];
  const step = `${procedure.id}:steps.${journey.place.step}`;
  if (kind === 'answer') return getText(language, `${step}.answers.${name}`).text;
  if (kind === 'problem') return getText(language, `${procedure.id}:problems.${name}.title`).text;
  if (kind === 'procedure') return titleOf(language, name as ProcedureId);
  const { view } = journey.place;
  if ('prerequisite' in view && (kind === 'have' || kind === 'haveNot')) return word(language, `prerequisites:${view.prerequisite}.${kind}`);
  const own = findText(language, `${step}.${kind}`) ?? findText(language, `${procedure.id}:problems.${journey.place.problem}.${kind}`);
  return own?.text ?? word(language, `buttons.${kind}` as TextKey);
}

export function titleOf(language: Language, procedure: ProcedureId): string {
  return getText(language, `${procedure}:title`).text;
}

/** What a walk is called: the problem that it began with, else the procedure. */
export function journeyTitle(language: Language, journey: Journey): string {
  return journey.began === undefined ? titleOf(language, journey.procedure) : getText(language, `${journey.procedure}:problems.${journey.began}.title`).text;
}

function stepTitle(language: Language, procedure: Procedure, journey: Journey): string {
  return getText(language, `${procedure.id}:steps.${journey.place.step}.title`).text;
}

/** What a contact should know who leaves at this place, such as "nothing is saved in Cisco's wizard" (WBX-10). */
export function wordLeaving(language: Language, journey: Journey): Said | undefined {
  return journey.place.view.kind === 'step' ? findText(language, `${journey.procedure}:steps.${journey.place.step}.leaving`) : undefined;
}

/** What a "no" to something irreversible comes to. */
export function wordRefused(language: Language, journey: Journey): string {
  return (findText(language, `${journey.procedure}:steps.${journey.place.step}.refused`) ?? say(language, 'end.refused')).text;
}

/** The one of the four supports that is right for a procedure (C-11). */
export function wordRoute(language: Language, procedure: Procedure): Said {
  return say(language, `route.${procedure.support}`);
}

export function linksOf(texts: readonly (Said | undefined)[]): Link[] {
  const facts = [...new Set(texts.flatMap((text) => text?.links ?? []))];
  return facts.filter((fact) => fact !== SENDER).map(addressOf).map((address) => ({ text: address, url: address.includes('@') ? `mailto:${address}` : address }));
}

export function factsOf(texts: readonly (Said | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => text?.facts ?? []))];
}

function wordPrerequisite(language: Language, procedure: Procedure, journey: Journey, prerequisite: PrerequisiteId): Message {
  const text = say(language, `prerequisites:${prerequisite}.${journey.place.view.kind === 'before' ? 'ask' : 'lacking'}`);
  return {
    language, title: titleOf(language, procedure.id), text: text.text,
    links: linksOf([text]), choices: wordWays(language, procedure, journey), facts: factsOf([text]),
  };
}

function wordTrouble(language: Language, procedure: Procedure, journey: Journey): Message {
  const route = wordRoute(language, procedure);
  const values = { title: stepTitle(language, procedure, journey), route: route.text };
  const known = (procedure.steps[journey.place.step]?.trouble ?? []).length > 0;
  return {
    language, title: known ? word(language, 'trouble.title') : values.title,
    text: word(language, known ? 'trouble.text' : 'trouble.none', values),
    ...(known && { hint: word(language, 'trouble.other', values) }),
    links: linksOf([route]), choices: wordWays(language, procedure, journey), facts: factsOf([route]),
  };
}

function progressOf(language: Language, procedure: Procedure, journey: Journey): { progress?: string } {
  const at = progress(procedure, journey);
  return at ? { progress: word(language, 'progress', at) } : {};
}

function questionOf(part: (name: string) => Said | undefined): { label: string; example?: string } | undefined {
  const [question, example] = [part('question'), part('example')];
  return question && { label: question.text, ...(example && { example: example.text }) };
}

/** "No, back" on a card that cannot be undone is the way back; a second button for it would confuse. */
function hasRefusal(procedure: Procedure, journey: Journey): boolean {
  return procedure.steps[journey.place.step]?.warn === true;
}

function isMinor(way: Way): boolean {
  return ['trouble', 'back', 'person', 'menu'].includes(way.id);
}

function getText(language: Language, key: string): Said {
  const said = findText(language, key);
  if (!said) throw new Error(`No text "${key}" in ${language}: add it to locales/${language}/procedures.`);
  return said;
}
