/** How an answer is said: the words, the facts that they stand on, and the documents that carry these. Pure wording. */
import { findText, word, type Language, type TextKey } from '../../locales';
import type { Choice, Message } from '../message';
import { factsOf, linksOf, titleOf } from '../procedures/wording';
import { PERSON_CARD } from '../handoff/ids';
import type { AnswerId, Topic } from './topic';

/** Documents by the facts that they carry, as the sources number them; what the project reads out of several has none of its own. */
const DOCUMENTS = [
  { source: 'also', carries: /^(?:ACC|ACT|TRB|REG)-|^REN-(?:[1-9]|1[0-2])$/ },
  { source: 'general', carries: /^SUP-|^REN-(?:1[3-9]|2\d)$/ },
  { source: 'licensing', carries: /^OR[DT]-/ },
  { source: 'webex', carries: /^WBX-/ },
] as const;

/** An answer with its sources. Throws where there is no such text. */
export function wordAnswer(language: Language, answer: AnswerId): Message {
  const said = findText(language, `answers:text.${answer}`);
  if (!said) throw new Error(`No answer "${answer}" in ${language}: add it to locales/${language}/answers.json.`);
  const links = linksOf([said]);
  const hint = wordSources(language, said.facts);
  return { language, text: said.text, facts: factsOf([said]), choices: [], ...(links.length > 0 && { links }), ...(hint !== '' && { hint }) };
}

/** Which documents say so: one or two of them are named, those that say the most. */
function wordSources(language: Language, facts: readonly string[]): string {
  const counted = DOCUMENTS.map(({ source, carries }) => ({ source, count: facts.filter((fact) => carries.test(fact)).length })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const [first, second] = counted.map(({ source }) => word(language, `answers:source.${source}`));
  if (first === undefined) return '';
  return second === undefined ? word(language, 'answers:source.one', { first }) : word(language, 'answers:source.two', { first, second });
}

/** As it stands on a button. */
export function labelOf(language: Language, topic: Topic): string {
  if (topic.kind === 'start') return topic.problem === undefined ? titleOf(language, topic.procedure) : findText(language, `${topic.procedure}:problems.${topic.problem}.title`)!.text;
  if (topic.kind === 'answer') return word(language, `answers:title.${topic.answer}` as TextKey);
  return topic.kind === 'command' ? labelOfCommand(language, topic.command) : '';
}

function labelOfCommand(language: Language, command: Extract<Topic, { kind: 'command' }>['command']): string {
  const key = LABELS[command];
  return key === undefined ? '' : word(language, key);
}

/** What has no button is no choice, either: it is small talk. */
const LABELS: Partial<Record<Extract<Topic, { kind: 'command' }>['command'], TextKey>> = {
  help: 'buttons.help', stop: 'buttons.stop', restart: 'buttons.restart', language: 'buttons.language', person: 'buttons.person', status: 'buttons.record', remindersOff: 'notices:choice.optOut', later: 'notices:choice.later', renewed: 'notices:choice.renewed', notMine: 'notices:choice.notMine', myData: 'buttons.myData', deleteMyData: 'identity:data.delete', orderProblems: 'menu.orderProblems',
};

/** A few things are close: which one is meant. */
export function wordWhich(language: Language, topics: readonly Topic[], onwards: readonly Choice[]): Message {
  const choices = topics.map((topic) => ({ id: `topic:${topic.id}`, label: labelOf(language, topic) })).filter(({ label }) => label !== '');
  return { language, text: word(language, choices.length > 0 ? 'answers:which' : 'menu.notUnderstood'), facts: [], choices: [...choices, { id: 'person', label: word(language, 'buttons.person'), minor: true }, ...onwards] };
}

/** What free text was taken for, and that it was not meant. */
export function wordUnderstood(language: Language, topic: Topic, card: string): Message {
  return { language, text: word(language, 'answers:understood', { title: labelOf(language, topic) }), facts: [], choices: [{ id: 'notMeant', label: word(language, 'answers:notMeant') }], card };
}

/** Lotse does not know, and a person may. The buttons above keep their meaning. */
export function wordUnknown(language: Language): Message {
  return besideWithPerson(language, word(language, 'answers:unknown'));
}

export function wordAnnoyed(language: Language): Message {
  return besideWithPerson(language, word(language, 'answers:annoyed'));
}

function besideWithPerson(language: Language, text: string): Message {
  return { language, text, facts: [], choices: [{ id: 'person', label: word(language, 'buttons.person') }], card: PERSON_CARD };
}
