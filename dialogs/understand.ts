/** What a contact meant at the place where the conversation stands. Pure. */
import { LANGUAGES, type Language } from '../locales';
import { normalise } from '../locales/folding';
import { meaningOf, numberOf, type Command } from './choices';
import type { Heard } from './state';
import type { Choice } from './message';

/** The choices of the last message, in the order shown, with the ids that a typed yes and no stand for. */
export interface Offer {
  readonly choices: readonly Choice[];
  readonly yes?: string;
  /** Yes must be said as such: "ok" does not do. */
  readonly isGrave?: boolean;
  readonly no?: string;
  /** What a typed "done" stands for; never an informed yes, which must be said as such. */
  readonly done?: string;
  /** The same choices worded in another language, for somebody who answers in it. */
  readonly inLanguage: (language: Language) => readonly Choice[];
}

/** Commands that are ways at a place, when they are offered there; the first one that is. */
const AS_WAY: Partial<Record<Command, readonly string[]>> = {
  next: ['next'], onward: ['next'], trouble: ['trouble'], back: ['back'], menu: ['menu'], person: ['person'], resend: ['resend'], myData: ['myData'], dontKnow: ['unknown', 'later'], myself: ['signatory:me'],
  renewed: ['renewed'], later: ['later'], notMine: ['notMine', 'signatory:other'], remindersOff: ['optOut', 'optOutYes'], stop: ['optOutYes'],
};

/** As they end names of companies here and around, folded as what is typed. */
const LEGAL_FORM = /(?: (?:ag|s a|s a r l|gmbh|sa|sarl|sagl|srl|spa|kg|ohg|ug|se|inc|llc|ltd|limited|cie|co|snc|sas|eurl|plc|bv|genossenschaft|und|et))+$/;

/** The id of the chosen way, by press, label, number, or yes and no in any language; undefined where none was meant. */
export function chosenOf(heard: Heard, offer: Offer, language: Language): string | undefined {
  if (heard.press) return offer.choices.some((choice) => choice.id === heard.press?.choice) ? heard.press.choice : undefined;
  const typed = normalise(heard.text);
  const labelled = typed === '' ? undefined : offer.choices.find((choice) => normalise(choice.label) === typed);
  if (labelled) return labelled.id;
  const company = companyMeant(typed, offer.choices);
  if (company) return company.id;
  const number = numberOf(heard.text);
  if (number !== undefined) return offer.choices[number - 1]?.id;
  return byCommand(meaningOf(heard.text)?.command, offer) ?? (typed === '' ? undefined : byOtherLanguage(typed, offer, language));
}

/** A company is known by its name, also without its legal form, where no other one offered bears that name. */
function companyMeant(typed: string, choices: readonly Choice[]): Choice | undefined {
  const named = choices.filter(({ id, label }) => /^(?:company|partner):/.test(id) && withoutForm(normalise(label)) === typed);
  return named.length === 1 ? named[0] : undefined;
}

function withoutForm(name: string): string {
  return name.replace(LEGAL_FORM, '');
}

function byCommand(command: Command | undefined, offer: Offer): string | undefined {
  if (command === 'yes') return offer.yes;
  if (command === 'fine') return offer.isGrave ? undefined : offer.yes;
  if (command === 'no' || (command === 'changedMind' && offer.isGrave)) return offer.no;
  const way = command && AS_WAY[command]?.find((id) => offer.choices.some((choice) => choice.id === id));
  if (way !== undefined) return way;
  if (command === 'back' && offer.no === 'refuse') return offer.no;
  return command === 'next' || command === 'onward' ? offer.done : command === 'trouble' ? offer.no : undefined;
}

function byOtherLanguage(typed: string, offer: Offer, language: Language): string | undefined {
  for (const other of LANGUAGES) {
    if (other === language) continue;
    const found = offer.inLanguage(other).find((choice) => normalise(choice.label) === typed);
    if (found) return found.id;
  }
  return undefined;
}
