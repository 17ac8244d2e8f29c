/** THE WALK: every place of every procedure, in every language, on every channel, as a contact could come to it. */
import type { Activity } from 'botbuilder';
import { activityFor } from '../bot/channels/botFramework/rendering';
import type { Reply } from '../bot/channels/channel';
import { renderWebex } from '../bot/channels/webex/rendering';
import { toLatinDigits } from '../locales/folding';
import { writeLetters } from '../dialogs/letter';
import { plainText, type Message } from '../dialogs/message';
import { PROCEDURES } from '../dialogs/procedures';
import { begin, comeBack, resume, take, ways, type Journey, type Place, type Way } from '../dialogs/procedures/journey';
import { dayMeant, wayOfDay } from '../dialogs/procedures/nudge';
import { PREREQUISITES, PROCEDURE_IDS } from '../dialogs/procedures/procedure';
import { wordPlace } from '../dialogs/procedures/wording';
import { addressOf, isRightToLeft, LANGUAGES, word, type Language } from '../locales';
import facts from '../locales/facts.json';
import { refusalOf, type Draft } from './fakes/webexRules';

const ACTIVITY_CHANNELS = ['webchat', 'msteams'] as const;
const CHANNELS = [...ACTIVITY_CHANNELS, 'webex'] as const;
/** In UTF-16, with all that is around the card (learn.microsoft.com, "Format your bot messages"). */
const TEAMS_BYTES = 80 * 1024;
const LIMITS = { title: 60, button: 40, text: 900, plain: 2000, bytes: 28 * 1024 };
/** Far fewer would mean that the walk no longer walks, not that Lotse knows less. */
const LEAST_PLACES = 140;
/** What a reader must never see: keys, tokens, marks and holes. */
const HOLES = /\{\{|\}\}|\{\w+[:}]|\[\[|\]\]|\$t\(|undefined|\bnull\b|NaN|\[object|\*\*|\b\w+:(?:steps|problems)\.|\b(?:buttons|steps|problems|end|recap|trouble|route)\.\w+/;

interface Stand { readonly journey: Journey; readonly to: Map<string, string> }
const END = 'end';
const TODAY = '2027-03-10';
const stands = walk();
/** Places with the message in each language; a message that several places share is rendered once. */
const walked = [...stands].map(([name, stand]) => ({ name, ...stand, messages: LANGUAGES.map((language) => messageOf(language, stand.journey)) }));
const renderings = new Map<string, Partial<Activity>[]>();
const onWebex = new Map<string, readonly Reply[]>();

/** Breadth-first from every start; what interrupted a walk, and the way back, belong to a place. */
function walk(): Map<string, Stand> {
  const found = new Map<string, Stand>();
  const queue = Object.values(PROCEDURES).flatMap((procedure) => [begin(procedure), ...Object.keys(procedure.problems).flatMap((problem) => [begin(procedure, { problem }), begin(procedure, { problem, origin: begin(procedure) })])]);
  for (let journey = queue.shift(); journey; journey = queue.shift()) {
    if (found.has(nameOf(journey))) continue;
    const to = new Map<string, string>();
    found.set(nameOf(journey), { journey, to });
    for (const way of ways(PROCEDURES[journey.procedure], journey)) {
      for (const [id, next] of way.words === 'day' ? namedDays(journey) : [[way.id, follow(journey, way)] as const]) {
        if (next) to.set(id, next === END ? END : nameOf(next));
        if (next && next !== END) queue.push(next);
      }
    }
  }
  return found;
}

/** What the dialog does with a way; undefined where it leaves the walk (a person, the menu). */
function follow(journey: Journey, way: Way): Journey | typeof END | undefined {
  const { target } = way;
  const { origin } = journey;
  if (target.to === 'person' || target.to === 'menu') return undefined;
  if (target.to === 'end') return origin ? comeBack(PROCEDURES[origin.procedure], origin, target.ending) : END;
  if (target.to === 'procedure') return begin(PROCEDURES[target.procedure], { origin: target.comesBack ? resume(journey) : undefined });
  return take(PROCEDURES[journey.procedure], journey, way.day ? wayOfDay(PROCEDURES[journey.procedure], journey, way.day, TODAY) : way, way.words && 'Firefox 133');
}

/** What can come of a day that is typed: it is to come, it is today, it has gone by, it may be two, it is far away. */
function namedDays(journey: Journey): [string, Journey][] {
  const procedure = PROCEDURES[journey.procedure];
  return ([['coming', ['2027-03-20']], ['today', [TODAY]], ['past', ['2027-03-01']], ['two', ['2027-04-03', '2027-03-04']], ['far', ['2029-03-01']]] as const).map(([id, days]) => {
    const meant = dayMeant(days, TODAY);
    const way: Way = typeof meant === 'string' ? wayOfDay(procedure, journey, meant, TODAY) : { id: 'asked', target: { to: 'place', place: { ...journey.place, view: meant } } };
    return [id, take(procedure, journey, way)];
  });
}

function nameOf({ procedure, place, trail, met, origin, wish }: Journey): string {
  const behind = trail.findLast((passed) => passed.problem !== place.problem);
  const asked = wish && !wish.isOver ? `asked ${wish.day ?? 'soon'} ${wish.next}` : '';
  return [procedure, placeName(place), asked, `met ${[...met].sort().join('+')}`, behind ? `after ${placeName(behind)}` : trail.length > 0 ? 'on the way' : 'first', origin ? `for (${nameOf(origin)})` : ''].join(' ').trim();
}

function placeName({ step, view, problem }: Place): string {
  return [step, view.kind, 'prerequisite' in view ? view.prerequisite : 'inDoubt' in view ? view.inDoubt!.why : '', problem ?? ''].join('/');
}

/** The message of a place as it is said after a long absence, with all that goes with the place. */
function messageOf(language: Language, journey: Journey): Message {
  const lead = word(language, 'recap.awayStep', { title: word(language, 'greeting').slice(0, LIMITS.title), step: 10, of: 10 });
  const message = { ...wordPlace(language, PROCEDURES[journey.procedure], journey), lead, card: 'x'.repeat(22) };
  return journey.place.step === 'letter' ? { ...message, letters: writeLetters(language, journey) } : message;
}

function rendered(message: Message): Partial<Activity>[] {
  const key = JSON.stringify(message);
  const known = renderings.get(key) ?? ACTIVITY_CHANNELS.map((channel) => activityFor(message, channel !== 'msteams', { channel, conversation: 'c', bot: 'lotse', contact: 'ana', answering: undefined }));
  renderings.set(key, known);
  return known;
}

function renderedOnWebex(message: Message): readonly Reply[] {
  const key = JSON.stringify(message);
  const known = onWebex.get(key) ?? renderWebex(message, {});
  onWebex.set(key, known);
  return known;
}

const cardIn = (activity: Partial<Activity>) => activity.attachments![0]!.content as { lang: string; rtl: boolean };
/** All words of a rendering that somebody reads; addresses behind buttons and what buttons send are not words. */
function wordsIn(part: unknown, key = ''): string[] {
  if (['url', 'data', 'facts', 'id', 'type', 'contentType', 'style', 'version', 'lotse'].includes(key)) return [];
  if (typeof part === 'string') return [part];
  return typeof part === 'object' && part !== null ? Object.entries(part).flatMap(([name, inner]) => wordsIn(inner, Array.isArray(part) ? key : name)) : [];
}
/** What somebody reads on a card, without the marks by which lines are made to run from right to left. */
function readOnCard(part: unknown): string {
  if (Array.isArray(part)) return part.map(readOnCard).join('\n');
  if (typeof part !== 'object' || part === null) return '';
  const own = ['text', 'title', 'label', 'placeholder', 'altText', 'value'].map((name) => (part as Record<string, unknown>)[name]).filter((words) => typeof words === 'string');
  return [...own, ...Object.values(part).filter((inner) => Array.isArray(inner)).map(readOnCard)].join('\n').replace(/[\u200f\u2067\u2069]/gu, '');
}
const sorted = (found: Iterable<string>) => [...found].sort();
const numbersIn = (message: Message) => sorted(toLatinDigits(plainText({ ...message, letters: [] })).match(/\d+/g) ?? []);
const addressesIn = (message: Message) => sorted(plainText({ ...message, letters: [] }).match(/https?:\/\/[^\s\u2066-\u2069]+|[\w.-]+@[\w.-]+\w/g) ?? []);
type Complaint = string | false | undefined;
/** Every complaint at every place, so that one run shows all of them. */
function complaints(check: (messages: readonly Message[], journey: Journey) => readonly Complaint[]): string[] {
  return [...new Set(walked.flatMap(({ journey, messages }) => check(messages, journey).filter((each) => each !== false && each !== undefined).map((each) => `${journey.procedure}.${placeName(journey.place)}: ${each}`)))];
}
const perMessage = (check: (message: Message, journey: Journey) => readonly Complaint[]) => complaints((messages, journey) => messages.flatMap((message) => check(message, journey).map((each) => each && `${message.language}: ${each}`)));

describe('the walk', () => {
  it('comes to every step, every problem, every prerequisite of every procedure', () => {
    const places = new Set(walked.map(({ journey }) => `${journey.procedure} ${placeName(journey.place)}`));
    console.log(`walked ${stands.size} places (${places.size} without their origins) x ${LANGUAGES.length} languages x ${CHANNELS.length} channels`);
    expect(places.size).toBeGreaterThanOrEqual(LEAST_PLACES);
    const seen = (what: (journey: Journey) => string | undefined) => new Set(walked.map(({ journey }) => what(journey)));
    const steps = PROCEDURE_IDS.flatMap((id) => Object.keys(PROCEDURES[id].steps).map((step) => `${id}.${step}`));
    expect(steps.filter((step) => !seen(({ procedure, place }) => place.view.kind === 'step' ? `${procedure}.${place.step}` : undefined).has(step))).toEqual([]);
    const problems = PROCEDURE_IDS.flatMap((id) => Object.keys(PROCEDURES[id].problems).map((problem) => `${id}.${problem}`));
    expect(problems.filter((problem) => !seen(({ procedure, place }) => `${procedure}.${place.problem}`).has(problem))).toEqual([]);
    for (const kind of ['before', 'lacking']) {
      expect(Object.keys(PREREQUISITES).filter((each) => !seen(({ place: { view } }) => 'prerequisite' in view ? `${view.kind} ${view.prerequisite}` : undefined).has(`${kind} ${each}`))).toEqual([]);
    }
    expect(walked.some(({ journey }) => journey.origin?.origin)).toBe(true);
  });
  it('is led only to places that exist, by ways that are called by different names', () => {
    expect(complaints((_messages, journey) => {
      const { steps, problems } = PROCEDURES[journey.procedure];
      const ids = ways(PROCEDURES[journey.procedure], journey).map((way) => way.id);
      return [!(journey.place.step in steps) && 'no such step', journey.place.problem !== undefined && !(journey.place.problem in problems) && 'no such problem', new Set(ids).size < ids.length && `the same way twice: ${ids.join()}`];
    })).toEqual([]);
    expect(walked.flatMap(({ name, to }) => [...to.values()].filter((next) => next !== END && !stands.has(next)).map((next) => `${name} -> ${next}`))).toEqual([]);
  });
  it('can always come to an end by going forward, without the menu, a person or the way back', () => {
    const ending = new Set<string>([END]);
    for (let before = 0; before < ending.size;) {
      before = ending.size;
      for (const { name, to } of walked) if ([...to].some(([way, next]) => !['back', 'refuse'].includes(way) && ending.has(next))) ending.add(name);
    }
    const lost = walked.filter(({ name, journey }) => !ending.has(name) && journey.place.view.kind !== 'trouble');
    expect(lost.map(({ name }) => name)).toEqual([]);
    const noWayOut = walked.filter(({ name, to }) => !ending.has(name) && ![...to.values()].some((next) => ending.has(next)));
    expect(noWayOut.map(({ name }) => name)).toEqual([]);
  });
  it('offers a button for each way, no two with the same words, and at a step one that leads on', () => {
    expect(perMessage(({ choices, question }, journey) => {
      const labels = choices.map(({ label }) => label);
      const missing = ways(PROCEDURES[journey.procedure], journey).filter((way) => way.words === undefined && way.id !== 'back' && !choices.some(({ id }) => id === way.id));
      const leadsOn = question !== undefined || choices.some(({ minor }) => !minor) || journey.place.view.kind === 'trouble';
      return [new Set(labels).size < labels.length && labels.join(' | '), missing.length > 0 && `no button for ${missing.map(({ id }) => id).join()}`, !leadsOn && 'nothing leads on', choices.filter(({ main }) => main).length > 1 && 'two main ways'];
    })).toEqual([]);
  });
});

describe('what is said there', () => {
  it('has no hole: no key, token or mark on any screen', () => {
    expect(perMessage((message) => [...rendered(message), ...renderedOnWebex(message)].flatMap((said) => wordsIn(said).filter((words) => HOLES.test(words)).map((words) => `"${HOLES.exec(words)?.[0]}" in ${words.slice(0, 100)}`)))).toEqual([]);
  });
  it('is short enough to be read and to be sent', () => {
    expect(perMessage((message) => {
      const { title = '', text, choices } = message;
      const plain = plainText(message).length;
      const bytes = Math.max(...rendered(message).map((activity) => Buffer.byteLength(JSON.stringify(cardIn(activity)))));
      return [
        title.length > LIMITS.title && `title of ${title.length}`, text.length > LIMITS.text && `text of ${text.length}`, plain > LIMITS.plain && `whole text of ${plain}`, bytes > LIMITS.bytes && `card of ${bytes} bytes`,
        ...choices.map(({ label }) => label.length > LIMITS.button && `button of ${label.length} "${label}"`),
      ];
    })).toEqual([]);
  });
  it('is a single message that Webex takes, with every line isolated and closed', () => {
    expect(perMessage((message) => {
      const [draft, ...more] = renderWebex(message, {}) as readonly Draft[];
      const words = wordsIn(draft).join('\n');
      const isOpen = (words.match(/[\u2066\u2067]/g) ?? []).length !== (words.match(/\u2069/g) ?? []).length;
      const isPlain = isRightToLeft(message.language) && draft!.text!.split('\n').some((line) => line.trim() !== '' && !line.startsWith('\u200f\u2067'));
      return [more.length > 0 && `${more.length + 1} messages`, refusalOf(draft!), HOLES.exec(words)?.[0], isOpen && 'an isolate stays open', isPlain && 'a line from left to right'];
    })).toEqual([]);
  });
  it('is what Teams and Webex take: 80 KB there, 7,439 bytes of text and a card of version 1.3 with nothing else here', () => {
    expect(perMessage((message) => {
      const [, teams] = rendered(message);
      const bytes = Buffer.byteLength(JSON.stringify(teams), 'utf16le');
      const replies = renderedOnWebex(message);
      const bare = (text: string) => text.replace(/[\s\u200f\u2066-\u2069]/gu, '');
      const whole = bare(replies.map(({ text }) => String(text)).join(''));
      return [bytes >= TEAMS_BYTES && `${bytes} bytes on Teams`, ...replies.map(refusalOf), replies.at(-1)!.attachments === undefined && 'no card on Webex', whole !== bare(plainText(message)) && 'not the whole text on Webex'];
    })).toEqual([]);
  });
  it('has the same words on the card of every channel', () => {
    expect(perMessage((message) => {
      const [teams, webex] = [rendered(message)[1]!.attachments!, renderedOnWebex(message).at(-1)!.attachments].map((attachments) => readOnCard((attachments as { content: { body: object } }[])[0]!.content.body));
      return [renderedOnWebex(message).length === 1 && teams !== webex && `${teams} <> ${webex}`];
    })).toEqual([]);
  });
  it('runs in the direction of its language, and closes what it isolates', () => {
    expect(perMessage((message) => rendered(message).flatMap((activity) => {
      const { lang, rtl } = cardIn(activity);
      const open = wordsIn(activity).filter((words) => words.split('\u2066').length !== words.split('\u2069').length);
      return [(lang !== message.language || rtl !== isRightToLeft(message.language) || activity.locale !== message.language) && `${lang} ${rtl}`, ...open];
    }))).toEqual([]);
  });
  it('stands on facts that exist, the same in every language', () => {
    expect(complaints((messages) => {
      const all = messages.map((message) => sorted(message.facts).join());
      const unknown = messages.flatMap((message) => message.facts.filter((id) => !(id in facts)));
      return [unknown.length > 0 && `unknown ${unknown.join()}`, new Set(all).size > 1 && all.join(' <> ')];
    })).toEqual([]);
  });
  it('has the same numbers and the same addresses in every language', () => {
    expect(complaints((messages) => [numbersIn, addressesIn].map((find) => {
      const all = messages.map((message) => find(message).join());
      return new Set(all).size > 1 && messages.map(({ language }, index) => `${language}: ${all[index]}`).join(' <> ');
    }))).toEqual([]);
  });
});

describe('the letter to web support', () => {
  const RUNGS = ['spam', 'resend', 'clearBrowser', 'restartBrowsers'];
  const combinations = Array.from({ length: 2 ** RUNGS.length }, (_, bits) => RUNGS.filter((_rung, index) => bits & (1 << index)));
  const letters = (language: Language, rungs: readonly string[]) => writeLetters(language, {
    procedure: 'activationMail', met: [], words: { browsers: 'Firefox 133, Edge 131' }, place: { step: 'letter', view: { kind: 'step' }, problem: 'missing' },
    trail: [{ step: 'enterCode', view: { kind: 'step' } }, ...[...rungs, 'browsers'].map((step): Place => ({ step, view: { kind: 'step' }, problem: 'missing' }))],
  });
  it.each(LANGUAGES)('names exactly what was tried, twice where it is not English, and opens in a mail program (%s)', (language) => {
    const whole = letters(language, RUNGS).map(({ body }) => body.split('\n').filter((line) => line.startsWith('- ')));
    for (const rungs of combinations) {
      const written = letters(language, rungs);
      expect(written.map((letter) => letter.language)).toEqual(language === 'en' ? ['en'] : [language, 'en']);
      written.forEach(({ to, subject, body, mailto }, index) => {
        expect(body.split('\n').filter((line) => line.startsWith('- '))).toEqual(whole[index]!.filter((_, rung) => rungs.includes(RUNGS[rung]!)));
        expect([to, body]).toEqual([addressOf('TRB-9'), expect.stringContaining('Firefox 133, Edge 131')]);
        expect(`${subject}${body}`).not.toMatch(/[\u2066-\u2069]|\{\w+\}/);
        expect(HOLES.exec(`${subject} ${body}`)).toBeNull();
        const link = new URL(mailto);
        expect([link.protocol, link.pathname, link.searchParams.get('subject'), link.searchParams.get('body')]).toEqual(['mailto:', to, subject, body]);
      });
    }
  });
});
