/** The words of the console: the same in three languages, Swiss in German, complete for what the server can say. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHANNEL_NAMES } from '../../bot/channels/names';
import { PROCEDURE_IDS } from '../../dialogs/procedures/procedure';
import { CLOSE_REASONS } from '../../services/handoffs/handoff';

type Words = { readonly [name: string]: string | Words };
const FOLDER = path.resolve(__dirname, '../../locales/console');
const LANGUAGES = ['de', 'fr', 'en'] as const;
const words = Object.fromEntries(LANGUAGES.map((language) => [language, flat('', JSON.parse(readFileSync(path.join(FOLDER, `${language}.json`), 'utf8')) as Words)]));

function flat(prefix: string, from: Words): Map<string, string> {
  return new Map(Object.entries(from).flatMap(([name, each]): [string, string][] => typeof each === 'string' ? [[`${prefix}${name}`, each]] : [...flat(`${prefix}${name}.`, each)]));
}

const ROOT = path.resolve(__dirname, '../..');
const filesIn = (folder: string) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.startsWith('client')).map((name) => path.join(folder, name));
/** Without what is said about it. */
const sourceOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8').replace(/\/\*\*[\s\S]*?\*\//g, '');
const namesIn = (text: string) => [...text.matchAll(/['`](\w+)(?=['`:])/g)].map((match) => match[1]!);
const valuesIn = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

it.each(['fr', 'en'] as const)('%s has the keys of German, each with the same values to put in', (language) => {
  expect([...words[language]!.keys()]).toEqual([...words.de!.keys()]);
  for (const [key, text] of words.de!) expect([key, valuesIn(words[language]!.get(key)!)]).toEqual([key, valuesIn(text)]);
});

it('no word is empty, none has a mark that turns its direction', () => {
  for (const language of LANGUAGES) for (const [key, text] of words[language]!) expect([key, text.trim() !== '' && !/[\u200e\u200f\u202a-\u202e]/.test(text)]).toEqual([key, true]);
});

it('German is Swiss, and says Sie; French says vous', () => {
  for (const [key, text] of words.de!) expect([key, /ß|„|“/.test(text)]).toEqual([key, false]);
  for (const [key, text] of words.de!) expect([key, /\b[Dd](u|ich|ir|ein|eine)\b/.test(text)]).toEqual([key, false]);
  for (const [key, text] of words.fr!) expect([key, /\b(tu|toi|ton|ta)\b/i.test(text)]).toEqual([key, false]);
});

it('French keeps its punctuation with the word before it', () => {
  for (const [key, text] of words.fr!) expect([key, /(?<![\u00a0\u202f])[;?!»]|(?<![\u00a0\u202f]):(?=\s|$)|«(?![\u00a0\u202f])|'/.test(text)]).toEqual([key, false]);
});

it('every topic and every reason to close has its words, in the order in which they are chosen', () => {
  const names = (group: string) => [...words.en!.keys()].filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1));
  expect(names('topics')).toEqual([...PROCEDURE_IDS, 'other']);
  expect(names('reasons')).toEqual([...CLOSE_REASONS]);
});

it('every channel has its words, and so has mail, by which notices go as well', () => {
  expect([...CHANNEL_NAMES.map(({ id }) => id), 'mail'].filter((id) => !words.en!.has(`channels.${id}`))).toEqual([]);
});

it.each(LANGUAGES)('a chat of agents names fields, reasons and acts as the console does, with the same keys in each language (%s)', (language) => {
  const chat = (of: string) => flat('', JSON.parse(readFileSync(path.join(FOLDER, `../agents/${of}.json`), 'utf8')) as Words);
  const own = chat(language);
  const shared = (from: Map<string, string>) => [...from].filter(([key]) => /^(fields|reasons)\./.test(key));
  expect(shared(own)).toEqual(shared(words[language]!));
  expect(own.get('accept')).toBe(words[language]!.get('acts.accept'));
  expect(own.get('back')).toBe(words[language]!.get('acts.toQueue'));
  expect([...own].map(([key, text]) => [key, valuesIn(text)])).toEqual([...chat('de')].map(([key, text]) => [key, valuesIn(text)]));
});

it.each([
  ['noticeStates', 'services/notices/notice.ts', /NoticeState = (.+);/], ['refused', 'bot/console/api.ts', /readonly why: (.+?);/], ['states', 'services/desk/expiryState.ts', /EXPIRY_STATES = (.+);/],
  ['importReasons', 'services/partnerList/said.ts', /REASONS = (\[[^\]]+)/], ['closedBy', 'services/handoffs/handoff.ts', /ClosedBy = (.+);/], ['unreachable', 'services/notices/mails/accountMail.ts', /Unreachability = (.+);/], ['fields', 'services/desk/records.ts', /CORRECTABLE = (.+);/],
  ['unfit', 'services/desk/corrections.ts', /readonly expected: (.+?);/], ['fileReasons', 'services/files.ts', /FileReason = (.+);/], ['noticeReasons', 'services/notices/notice.ts', /NoticeReason =([^;]+);/], ['outcomes', 'services/desk/walkSteps.ts', /readonly status: (.+);/],
  ['milestones', 'services/notices/notice.ts', /\| Milestone([^;]+);/],
] as const)('%s has words for all that %s names', (group, file, pattern) => {
  const named = namesIn(pattern.exec(sourceOf(file))![1]!);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !words.en!.has(`${group}.${name}`))).toEqual([]);
});

it('figures, and what the trail says was done to what, are named', () => {
  const figures = filesIn('services/desk/figures');
  const [columns, tables] = [figures.flatMap((file) => [...sourceOf(file).matchAll(/columns: \[([^\]]+)\]/g)].flatMap((match) => namesIn(match[1]!))), figures.flatMap((file) => [...sourceOf(file).matchAll(/name: '(\w+)', columns/g)].map((match) => match[1]!))];
  const trail = ['services/desk', 'services/agents', 'services/handoffs', 'services/partnerList', 'bot/handoffs', 'bot/console', 'prisma'].flatMap(filesIn).map(sourceOf).filter((text) => /\baudit|AuditEntry|AuditTrail/i.test(text));
  const found = (pattern: RegExp) => trail.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1]!));
  const named = { columns: [...columns, 'title'], tables, tableTexts: tables, auditActs: [...found(/\bact: '([\w.]+)'/g), ...found(/audited(?:By)?\((?:audit, )?by, '([\w.]+)'/g)], auditKinds: found(/kind: '(\w+)', (?:subject|id)\b/g) };
  for (const [group, names] of Object.entries(named)) {
    expect([group, names.length > 2]).toEqual([group, true]);
    const isNamed = (name: string) => words.en!.has(`${group}.${name}`) || words.en!.has(`${group}.${name.slice(name.lastIndexOf('.') + 1)}`);
    expect([group, names.filter((name) => !isNamed(name))]).toEqual([group, []]);
  }
});
