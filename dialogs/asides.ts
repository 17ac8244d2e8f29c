/** What is said beside the way: help, where am I, a person, the language, the offer after misunderstandings. Pure wording. */
import { LANGUAGES, say, word, type Language, type Said } from '../locales';
import type { HandoffStanding } from '../services/handoffs/handoff';
import { currentProcedure, isUnderWay, openJourneys, type ConversationState } from './state';
import type { Choice, Message } from './message';
import { PROCEDURES } from './procedures';
import { recover, type Journey } from './procedures/journey';
import { progress } from './procedures/line';
import type { ProcedureId } from './procedures/procedure';
import { factsOf, journeyTitle, linksOf, titleOf, wordRoute } from './procedures/wording';

export const ASIDE_DIALOG = 'aside';

/** `person` where nobody can be asked for, `supports` beside asking. */
export type Aside = 'help' | 'status' | 'person' | 'supports' | 'language' | 'offer' | 'elsewhere';
export interface AsideOptions {
  readonly kind: Aside;
}

/** The message of an aside; the walk that waits meanwhile, or whatever else does, goes on after it. */
export function wordAside(kind: Aside, language: Language, state: ConversationState, handoff?: Pick<HandoffStanding, 'state'>): Message {
  const procedure = currentProcedure({ state });
  const isWaiting = isUnderWay({ state });
  const onwards: Choice[] = [
    ...(isWaiting ? [{ id: 'goOn', label: word(language, 'buttons.goOn'), main: true as const }] : []),
    { id: 'menu', label: word(language, 'buttons.menu'), ...(isWaiting && { minor: true as const }) },
  ];
  if (kind === 'person') return wordPerson(language, onwards, procedure);
  if (kind === 'supports') return wordSupports(language, onwards, procedure);
  if (kind === 'elsewhere') {
    const confirm = { id: 'record', label: word(language, 'identity:continue.confirm'), main: true as const };
    return { language, text: word(language, 'identity:continue.startedElsewhere'), choices: [confirm, ...onwards], facts: [] };
  }
  if (kind === 'status') return wordStatus(language, state, onwards, handoff?.state === 'waiting');
  if (kind === 'language') {
    const choices = LANGUAGES.map((other) => ({ id: `language:${other}`, label: word(other, 'languageName') }));
    return { language, title: word(language, 'language.title'), text: word(language, 'language.text'), choices: [...choices, ...onwards], facts: [] };
  }
  if (kind === 'offer') {
    const person = { id: 'person', label: word(language, 'buttons.person') };
    return { language, text: word(language, 'menu.notUnderstoodTwice'), choices: [person, ...onwards], facts: [] };
  }
  return { language, title: word(language, 'help.title'), text: word(language, 'help.text'), choices: onwards, facts: [] };
}

function wordPerson(language: Language, onwards: Choice[], procedure?: ProcedureId): Message {
  const title = word(language, 'person.title');
  if (!procedure || procedure === 'support') {
    const support = { id: 'procedure:support', label: titleOf(language, 'support') };
    return { language, title, text: word(language, 'person.overview'), choices: [...(procedure ? [] : [support]), ...onwards], facts: [] };
  }
  const route: Said = wordRoute(language, PROCEDURES[procedure]);
  const text = say(language, 'person.text', { route: route.text });
  const support = PROCEDURES[procedure].support === 'partnerSupport' ? [{ id: 'procedure:support', label: titleOf(language, 'support') }] : [];
  return { language, title, text: text.text, links: linksOf([route]), choices: [...support, ...onwards], facts: factsOf([route]) };
}

/** The same where a person can be asked for: which of Cisco's own supports is for what. */
function wordSupports(language: Language, onwards: Choice[], procedure?: ProcedureId): Message {
  const { title: _title, ...message } = wordPerson(language, onwards, procedure);
  const text = procedure && procedure !== 'support' ? wordRoute(language, PROCEDURES[procedure]).text : word(language, 'handoff:supports.overview');
  return { ...message, title: word(language, 'handoff:ask.supports'), text, choices: [...message.choices, { id: 'person', label: word(language, 'buttons.person'), minor: true }] };
}

/** Done, open and waiting, with a way on for what is open and a word for what has come to its end elsewhere. */
function wordStatus(language: Language, state: ConversationState, onwards: Choice[], isPersonAwaited: boolean): Message {
  const records = Object.values(state.journeys);
  const open = openJourneys(state);
  const lines = [
    ...open.flatMap(({ journey }) => withOrigins(journey)).map((journey) => wordOpen(language, journey)),
    ...records.filter((record) => record.status === 'waiting').map(({ journey }) => word(language, 'status.waiting', { title: journeyTitle(language, journey) })),
    ...records.filter((record) => record.status === 'done').map(({ journey }) => word(language, 'status.done', { title: journeyTitle(language, journey) })),
    ...(isPersonAwaited ? [word(language, 'handoff:waiting.status')] : []),
  ];
  const withdrawal: Choice[] = isPersonAwaited ? [{ id: 'withdraw', label: word(language, 'handoff:buttons.withdraw') }] : [];
  const choices = records.flatMap(({ status, journey }): Choice[] => {
    const title = journeyTitle(language, journey);
    if (status === 'open') return [{ id: `resume:${journey.procedure}`, label: word(language, 'menu.goOn', { title }) }];
    return status === 'waiting' ? [{ id: `settle:${journey.procedure}`, label: word(language, 'status.settled', { title }) }] : [];
  });
  const text = lines.length > 0 ? lines.map((line) => `• ${line}`).join('\n') : word(language, 'status.none');
  return { language, title: word(language, 'status.title'), text, choices: [...choices, ...withdrawal, ...onwards.filter(({ id }) => id === 'menu' || !currentProcedure({ state }))], facts: [] };
}

/** A walk and those that wait behind it. */
function withOrigins(journey: Journey): Journey[] {
  return [journey, ...(journey.origin ? withOrigins(journey.origin) : [])];
}

function wordOpen(language: Language, stored: Journey): string {
  const procedure = PROCEDURES[stored.procedure];
  const at = progress(procedure, recover(procedure, stored).journey);
  const title = journeyTitle(language, stored);
  return at ? word(language, 'status.open', { title, ...at }) : word(language, 'status.openNoStep', { title });
}
