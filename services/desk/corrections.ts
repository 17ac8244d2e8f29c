/** What an agent corrects for a contact: judged by the rules that hold for lists and contacts, too, and committed in a turn of the conversation. */
import { languageOf, type Language } from '../../locales';
import { OvertakenError } from '../../prisma/overtaken';
import type { Agreements } from '../agreements';
import type { Contacts } from '../contacts';
import { dayIn } from '../day';
import { judgeExpiry } from '../expiry';
import { readMailAddress } from '../mailAddress';
import { tidy } from '../partnerList/columns';
import { readCountry, readDay, readNumber, readSignatory, readText, type Found } from '../partnerList/row';
import type { PartnerChange, PartnerRecord, Partners } from '../partners';
import type { Effect } from '../turns';
import { CorrectionRefusal } from './correctionRefusal';
import type { CorrectableField } from './records';

export interface AskedCorrection {
  readonly contactId: string;
  readonly field: CorrectableField;
  readonly value: string;
  /** The partner whose field it is; needed for those of a partner. */
  readonly partnerId?: string;
}

/** What a turn commits. `language`: the turn changes it in its own state, since the contact speaks it from then on. */
export interface Correction {
  readonly kind: 'correction';
  readonly effects: readonly Effect[];
  readonly language?: Language;
  readonly before: string | null;
  readonly after: string;
  /** What the audit trail holds of it. */
  readonly trail: CorrectionTrail;
}

export interface CorrectionTrail {
  readonly before?: Readonly<Record<string, string | null>>;
  readonly after: Readonly<Record<string, string | null>>;
}

/** `expected` tells what would be taken; "list": ALSO's list gives it, and the next list would take a correction back. */
export interface RefusedCorrection {
  readonly kind: 'refused';
  readonly expected: 'text' | 'email' | 'emailTaken' | 'language' | 'partner' | 'number' | 'country' | 'day' | 'dayTooFar' | 'dayChanged' | 'changed' | 'signatory' | 'list';
}

export interface Corrections {
  /** Judges a correction at a moment; what is `same` as before has no effects. */
  judge(asked: AskedCorrection, now: Date): Promise<Correction | RefusedCorrection>;
}

export interface CorrectionParts {
  readonly contacts: Pick<Contacts, 'get' | 'findByAddress' | 'change' | 'correctEmail'>;
  readonly partners: Pick<Partners, 'of' | 'change' | 'setSignatory'>;
  readonly agreements: Pick<Agreements, 'correct'>;
  /** ALSO's own zone: its agents name days by it. */
  readonly zone: string;
}

type Judgement = Omit<Correction, 'trail'>;
type Judged = Judgement | RefusedCorrection;
const refused = (expected: RefusedCorrection['expected']): RefusedCorrection => ({ kind: 'refused', expected });

export function createCorrections(parts: CorrectionParts): Corrections {
  return {
    judge: async (asked, now) => {
      const judged = await judge(parts, asked, now);
      return judged.kind === 'refused' ? judged : { ...judged, trail: trailOf(asked, judged) };
    },
  };
}

async function judge(parts: CorrectionParts, asked: AskedCorrection, now: Date): Promise<Judged> {
  const text = tidy(asked.value);
  if (text === '') return refused('text');
  if (asked.field === 'name' || asked.field === 'email' || asked.field === 'language') return judgeContact(parts, asked, text);
  const partner = (await parts.partners.of(asked.contactId)).find(({ id }) => id === asked.partnerId);
  return partner ? judgePartner(parts, asked, text, partner, now) : refused('partner');
}

/**
 * Days, countries, languages and numbers as they were and are; of who may sign, whether it is the contact. Of names and
 * addresses only that they have changed: the trail outlives a deletion. That goes for companies, too: only those that
 * a contact has named can be corrected, many are called after a person, and they go with the contact.
 */
function trailOf({ field, partnerId }: AskedCorrection, { before, after }: { readonly before: string | null; readonly after: string }): CorrectionTrail {
  const about = { field, ...(partnerId !== undefined && { partnerId }) };
  if (field === 'name' || field === 'email' || field === 'company') return { after: about };
  const plain = (value: string | null) => (field === 'signatory' && value !== null && value !== 'yes' && value !== 'no' ? 'somebodyElse' : value);
  return { before: { [field]: plain(before) }, after: { ...about, [field]: plain(after) } };
}

async function judgeContact({ contacts }: CorrectionParts, { contactId, field }: AskedCorrection, text: string): Promise<Judged> {
  const contact = await contacts.get(contactId);
  if (field === 'language') {
    const language = languageOf(text);
    return language && language === text.toLowerCase() ? { kind: 'correction', effects: [], language, before: contact.language ?? null, after: language } : refused('language');
  }
  if (field === 'name') return taken(readText(text), contact.name, 'text', (name) => contacts.change(contactId, { name }));
  const address = readMailAddress(text);
  if (!('key' in address)) return refused('email');
  const owner = await contacts.findByAddress(address.key);
  return owner && owner.id !== contactId ? refused('emailTaken') : corrected(address.key === contact.emailKey ? address.email : contact.email, address.email, unlessOvertaken(contacts.correctEmail(contactId, address), 'emailTaken'));
}

function judgePartner(parts: CorrectionParts, { contactId, field }: AskedCorrection, text: string, partner: PartnerRecord, now: Date): Judged {
  const { partners, agreements } = parts;
  if (field === 'expiresOn') return judgeDay(agreements, parts.zone, text, partner, now);
  if (field === 'signatory') return judgeSignatory(partners, contactId, text, partner);
  // What the list has left open a contact may give, and so may an agent.
  if (partner.isListed && (field === 'company' || partner[field as 'country'] !== undefined)) return refused('list');
  const change = (to: PartnerChange) => unlessOvertaken(partners.change(partner.id, to, partner), 'changed');
  if (field === 'company') return taken(readText(text), partner.company, 'text', (company) => change({ company }));
  if (field === 'country') return taken(readCountry(text), partner.country, 'country', (country) => change({ country }));
  return taken(readNumber(text), partner.customerNumber, 'number', (customerNumber) => change({ customerNumber }));
}

function judgeDay(agreements: CorrectionParts['agreements'], zone: string, text: string, { id, expiresOn }: PartnerRecord, now: Date): Judged {
  const found = readDay(text);
  if (!('value' in found)) return refused('day');
  // An agent may know that it is over; nobody knows of a year to come.
  if (judgeExpiry(found.value, { today: dayIn(zone, now) }) === 'tooFar') return refused('dayTooFar');
  return corrected(expiresOn, found.value, unlessOvertaken(agreements.correct(id, { from: expiresOn, to: found.value }), 'dayChanged'));
}

/** Yes, no, or the name of whoever may sign instead. */
function judgeSignatory(partners: CorrectionParts['partners'], contactId: string, text: string, { id, isSignatory, signatoryName }: PartnerRecord): Judged {
  const before = signatoryName ?? (isSignatory === undefined ? undefined : isSignatory ? 'yes' : 'no');
  const said = readSignatory(text);
  const set = (signatory: { readonly isSignatory: boolean; readonly name?: string }) => unlessOvertaken(partners.setSignatory(contactId, id, signatory, { isSignatory, signatoryName }), 'changed');
  if ('value' in said) return corrected(before, said.value ? 'yes' : 'no', set({ isSignatory: said.value }));
  return taken(readText(text), before, 'signatory', (name) => set({ isSignatory: false, name }));
}

/** What was judged holds no more. */
function unlessOvertaken(effect: Effect, expected: CorrectionRefusal['expected']): Effect {
  return async (...turn) => {
    try {
      return await effect(...turn);
    } catch (error) {
      throw error instanceof OvertakenError ? new CorrectionRefusal(expected) : error;
    }
  };
}

function taken(found: Found<string>, before: string | undefined, expected: RefusedCorrection['expected'], effect: (value: string) => Effect): Judged {
  return 'value' in found ? corrected(before, found.value, effect(found.value)) : refused(expected);
}

function corrected(before: string | undefined, after: string, effect: Effect): Judgement {
  return { kind: 'correction', effects: before === after ? [] : [effect], before: before ?? null, after };
}
