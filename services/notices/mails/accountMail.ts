/** The daily mail to ALSO's own people: partners whose contacts do not answer, and partners where nobody can be reached, each with what can be done. Pure. */
import { word, writeDay, type Language } from '../../../locales';
import type { Day } from '../../day';
import type { OutgoingMail } from '../../mail';
import { layOutMail } from '../../mailLayout';
import { wordLine } from '../wording';

/** A partner, and where its agreement stands today. */
export interface AccountPartner {
  readonly company: string;
  readonly customerNumber: string | undefined;
  readonly expiresOn: Day;
  readonly today: Day;
}

/** Reminded in vain. */
export interface SilentPartner extends AccountPartner {
  readonly contacts: readonly {
    readonly name: string | undefined;
    /** When the last reminder was said; undefined where none could be. */
    readonly toldOn: Day | undefined;
    /** An answer of the channel was lost: it may not have arrived. */
    readonly isUnsure: boolean;
    /** Has wanted no reminders since. */
    readonly hasDeclined: boolean;
  }[];
}

/** Why somebody cannot be reached: the conversation is dead, mails come back, nothing is proven or known, nobody has asked, or nothing is wanted. */
export type Unreachability = 'uninstalled' | 'blocked' | 'gone' | 'mailDead' | 'notProven' | 'noRoute' | 'notAsked' | 'optedOut';

export interface UnreachablePartner extends AccountPartner {
  readonly contacts: readonly { readonly name: string | undefined; readonly email: string | undefined; readonly cause: Unreachability }[];
}

export interface AccountMail {
  readonly to: string;
  readonly language: Language;
  readonly silent: readonly SilentPartner[];
  readonly unreachable: readonly UnreachablePartner[];
}

export function writeAccountMail({ to, language, silent, unreachable }: AccountMail): OutgoingMail {
  const section = (lead: 'silentLead' | 'reachLead', parts: readonly string[]) => (parts.length > 0 ? [word(language, `notices:account.${lead}`), ...parts] : []);
  return {
    to, language, attachments: [],
    ...layOutMail({
      language, subject: word(language, 'notices:account.subject', { count: silent.length + unreachable.length }), closing: word(language, 'notices:account.closing'),
      paragraphs: [
        ...section('silentLead', [...silent].sort(byDay).map((partner) => wordSilent(language, partner))),
        ...section('reachLead', [...unreachable].sort(byDay).map((partner) => wordUnreachable(language, partner))),
      ],
    }),
  };
}

function wordSilent(language: Language, partner: SilentPartner): string {
  const lines = partner.contacts.map(({ name, toldOn, isUnsure, hasDeclined }) => {
    const values = { name: name ?? word(language, 'notices:account.unnamed'), day: toldOn === undefined ? '' : writeDay(language, toldOn) };
    if (toldOn === undefined) return word(language, hasDeclined ? 'notices:reach.optedOut' : 'notices:account.notTold', values);
    return word(language, `notices:account.${hasDeclined ? 'toldDeclined' : isUnsure ? 'toldUnsure' : 'told'}`, values);
  });
  const told = partner.contacts.filter(({ toldOn }) => toldOn !== undefined);
  const ending = told.some(({ hasDeclined }) => !hasDeclined) ? 'silent' : told.length > 0 ? 'nobodyElse' : 'nobody';
  return [...headOf(language, partner), ...lines.map(item), word(language, `notices:account.${ending}`)].join('\n');
}

function wordUnreachable(language: Language, partner: UnreachablePartner): string {
  const lines = partner.contacts.map(({ name, email, cause }) => word(language, `notices:reach.${cause}`, { name: name ?? email ?? word(language, 'notices:account.unnamed'), email: email ?? '' }));
  return [...headOf(language, partner), ...(lines.length > 0 ? lines : [word(language, 'notices:reach.noContact')]).map(item)].join('\n');
}

function headOf(language: Language, { company, customerNumber, expiresOn, today }: AccountPartner): string[] {
  const line = wordLine(language, { milestone: 'account', partnerId: '', company, cycle: expiresOn, expiresOn, today, payload: {} });
  return [line, ...(customerNumber === undefined ? [] : [word(language, 'notices:account.number', { number: customerNumber })])];
}

function item(line: string): string {
  return `• ${line}`;
}

function byDay(one: AccountPartner, other: AccountPartner): number {
  return one.expiresOn.localeCompare(other.expiresOn) || one.company.localeCompare(other.company);
}
