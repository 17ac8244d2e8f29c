/** The dossier beside a conversation: the person, their companies and walks, every notice, and what an agent may correct. */
import { LANGUAGES, languageOf, type Language } from '../../locales';
import type { DeskServices } from '../../services/desk';
import type { ContactRecord, MembershipRecord } from '../../services/desk/dossiers';
import { byUrgency } from '../../services/expiry';
import type { CorrectableField, Dossier, PartnerRow, PartnerView } from './api';
import type { Viewer } from './parts';
import { handoffRow, noticeView, partnerRow, timeOf } from './rowViews';
import { walksOf } from './walkViews';

export type DossierParts = Pick<DeskServices, 'dossiers' | 'handoffs' | 'partners' | 'lockedAmong' | 'today'>;

/** What stands on the page is in the page's language; else in the viewer's own where it is one of Lotse's. */
export function languageFor({ spoken, languages }: Pick<Viewer, 'languages' | 'spoken'>, otherwise: Language): Language {
  return [...(spoken === undefined ? [] : [spoken]), ...languages].map(languageOf).find((language) => language !== undefined && LANGUAGES.includes(language)) ?? otherwise;
}

/** Undefined where nobody of that id is known. */
export async function readDossier(parts: DossierParts, viewer: Viewer, contactId: string, language: Language): Promise<Dossier | undefined> {
  const { dossiers, handoffs, today } = parts;
  const contact = await dossiers.contact(contactId);
  if (!contact) return undefined;
  const memberships = await dossiers.memberships(contactId);
  const ids = memberships.map(({ partnerId }) => partnerId);
  const isBefore = byUrgency(today());
  const partners = (await readRows(parts, ids)).sort((one, other) => isBefore(one.expiresOn, other.expiresOn));
  const routes = await dossiers.routes(contactId);
  const earlier = await handoffs.ofContact(contactId);
  return {
    contact: {
      id: contact.id, name: contact.name, calledName: contact.calledName, email: contact.email, isVerified: contact.verifiedAt !== null, language: contact.language, timeZone: contact.timeZone,
      mayWriteFirst: contact.mayWriteFirst, mayBeAnswered: contact.mayWriteFirst === true || earlier[0]?.closedBy === 'nobody', isLocked: (await parts.lockedAmong([contactId])).has(contactId), mailProblem: contact.mailDeadCause,
      routes: routes.map(({ channel, deadAt, deadCause, heardAt }) => ({ channel, lives: deadAt === null, cause: deadCause, heardAt: timeOf(heardAt) })),
    },
    partners: partners.map(viewOf), walks: walksOf(contact.state, language),
    notices: (await dossiers.notices({ contactId, partnerIds: ids })).map(noticeView),
    handoffs: earlier.map((row) => handoffRow(row, viewer, today())),
    fields: fieldsOf(contact, partners, memberships),
  };
}

export async function readRows({ dossiers, partners, lockedAmong }: Pick<DossierParts, 'dossiers' | 'partners' | 'lockedAmong'>, ids: readonly string[]): Promise<PartnerRow[]> {
  const [rows, claimants] = [await partners.read(ids), await dossiers.claimants(ids)];
  const locked = await lockedAmong(rows.flatMap(({ contacts }) => contacts.map(({ id }) => id)));
  return rows.map((row) => partnerRow(row, claimants, locked));
}

function viewOf({ contacts: _contacts, unreachable: _unreachable, unknownNotices: _unknownNotices, ...partner }: PartnerRow): PartnerView {
  return partner;
}

function fieldsOf({ name, email, language }: ContactRecord, partners: readonly PartnerView[], memberships: readonly MembershipRecord[]): CorrectableField[] {
  const own: CorrectableField[] = [{ field: 'name', value: name, partnerId: null }, { field: 'email', value: email, partnerId: null }, { field: 'language', value: language, partnerId: null }];
  return [...own, ...partners.flatMap(({ id: partnerId, company, customerNumber, country, expiresOn, isListed }): CorrectableField[] => {
    const membership = memberships.find((each) => each.partnerId === partnerId);
    const signatory = membership?.signatoryName ?? (membership?.isSignatory == null ? null : membership.isSignatory ? 'yes' : 'no');
    // What ALSO's list gives is corrected there: the next one would take it back.
    const given = { company, customerNumber, country };
    const open = (Object.keys(given) as (keyof typeof given)[]).filter((field) => !isListed || given[field] === null).map((field) => ({ field, value: given[field], partnerId }));
    return [...open, { field: 'expiresOn', value: expiresOn, partnerId }, { field: 'signatory', value: signatory, partnerId }];
  })];
}
