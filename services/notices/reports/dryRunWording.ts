/** A dry run in plain text, one line for each notice, for an operator to read. Pure. */
import { word } from '../../../locales';
import type { PartnerFacts } from '../../../prisma/noticeFacts';
import { dayIn } from '../../day';
import type { Unreachability } from '../mails/accountMail';
import type { DryRun, DryRunDays, DryRunSettings, ForeseenNotice, WhyNot } from './dryRun';
import { offsetOf, type NoticeReason } from '../notice';
import type { PlanFacts } from '../plan/plan';

const WIDTHS = [16, 15, 34, 34, 40, 14] as const;
export type WaySettings = Pick<DryRunSettings, 'channelNames' | 'pages'>;

const MAILBOX = 'ALSO\'s account mailbox';
const REASONS: Readonly<Partial<Record<NoticeReason, string>>> = {
  merged: 'a later one of the same day speaks for it', overtaken: 'a later one speaks for it', late: 'its time is over', snoozed: 'the contact wanted it later', unreachable: 'nobody can be reached',
  nobodyElse: 'nobody else may sign', noAccountMail: 'nobody is told, since no account mailbox is set (ACCOUNT_MAIL)', restored: 'the database was restored',
};

export function headLines({ from, to }: DryRunDays, isPaused: boolean): string[] {
  const pause = isPaused ? ['Notices are paused: the database was restored. After npm run notices -- --resume this will be said:'] : [];
  return [...pause, `What will be said from ${from} to ${to}, if nobody answers and everything arrives; days and times are those of whoever is told.`, columns(['when', 'zone', 'company', 'who', 'what', 'how'], 'why')];
}

export function dryRunLines({ partner, notices, whyNot }: DryRun, facts: PlanFacts | undefined, isOne: boolean, settings: WaySettings): string[] {
  return [
    ...notices.map((notice) => noticeLine(partner, notice, facts, settings)),
    ...whyNot.filter(({ kind }) => isOne || kind !== 'nothingDue').map((each) => columns(['-', '-', named(partner)], `not told: ${whyNotIn(each, partner)}`)),
  ];
}

export function endLine({ said, contacts, partners, looked }: Readonly<Record<'said' | 'contacts' | 'partners' | 'looked', number>>): string {
  return `${count(said, 'notice')} to ${count(contacts, 'contact')} of ${count(partners, 'partner')}; ${count(looked, 'partner')} looked at. What one person is told on one day leaves as one message.`;
}

export function named({ company, listedNumber, customerNumber }: PartnerFacts): string {
  return `${plain(company)} (${listedNumber ?? customerNumber ?? 'no number'})`;
}

function whoIs({ name, email, id }: { readonly name: string | null; readonly email: string | null; readonly id: string }): string {
  return plain(name !== null && email !== null ? `${name} <${email}>` : name ?? email ?? `contact ${id.slice(0, 8)}`);
}

/** The cause and what helps, as ALSO's people read it in their mail, too. */
export function causeIn(cause: Unreachability, contact: { readonly name: string | null; readonly email: string | null; readonly id: string }): string {
  return plain(word('en', `notices:reach.${cause}`, { name: whoIs(contact), email: contact.email ?? '' }));
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function noticeLine(partner: PartnerFacts, notice: ForeseenNotice, facts: PlanFacts | undefined, settings: WaySettings): string {
  const { dueAt, zone, contact, milestone, ways, reason } = notice;
  const when = `${dayIn(zone, dueAt)} ${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(dueAt)}`;
  return columns([when, zone, named(partner), contact ? whoIs(contact) : MAILBOX, milestoneIn(milestone), reason ? '-' : howIn(ways, settings)], reason ? `not said: ${REASONS[reason] ?? reason}` : whyIn(notice, facts));
}

/** A page has to be opened: the notice goes to the mailbox as well, where there is one. */
function howIn([first, ...others]: readonly string[], { channelNames, pages }: WaySettings): string {
  if (first === undefined) return 'nowhere';
  const way = channelNames.get(first) ?? 'mail';
  return pages.has(first) && others.includes('mail') ? `${way} and mail` : way;
}

function milestoneIn(milestone: string): string {
  const offset = offsetOf(milestone);
  const [kind, day] = milestone.split(':');
  if (offset === undefined) return { escalation: 'a colleague does not react', account: 'nobody reacts', reach: 'nobody can be reached', later: `reminder wanted for ${day}`, handedOver: 'the renewal was handed over', renewed: 'a colleague has renewed', notConfirmed: 'a renewal that the list refutes' }[kind!] ?? milestone;
  if (offset === 0) return 'the day of the expiry (T0)';
  return `${count(Math.abs(offset), 'day')} ${offset < 0 ? 'before' : 'after'} the expiry (${milestone})`;
}

function whyIn({ contactId, milestone }: ForeseenNotice, facts: PlanFacts | undefined): string {
  if (offsetOf(milestone) === undefined || !facts) return '';
  const { agreement, contacts } = facts;
  const [first] = contacts.filter(({ mayWriteFirst, isReachable }) => mayWriteFirst === true && isReachable).sort((one, other) => (one.remindersSince?.getTime() ?? 0) - (other.remindersSince?.getTime() ?? 0) || (one.id < other.id ? -1 : 1));
  if (contactId === agreement.inCharge) return 'in charge of the renewal';
  return contactId === first?.id ? 'asked for reminders first' : 'told, too, since nobody reacts';
}

function whyNotIn(why: WhyNot, { agreement }: PartnerFacts): string {
  switch (why.kind) {
    case 'noDay': return 'it is not known until when the agreement is valid.';
    case 'over': return `expired on ${agreement?.expiresOn}, and over.`;
    case 'claimed': return `renewed until ${agreement?.expiresOn}, as a contact said; this waits for ALSO's list.`;
    case 'nothingDue': return 'nothing falls due in this time.';
    case 'noContact': return `nobody can be reached: ${word('en', 'notices:reach.noContact')}`;
    case 'contact': return `${why.isAlone ? 'nobody can be reached: ' : ''}${causeIn(why.cause, why.contact)}`;
  }
}

function columns(cells: readonly string[], last: string): string {
  return [...cells.map((cell, index) => cell.padEnd(WIDTHS[index]!)), last].join('  ').trimEnd();
}

/** What stands in a database is words, and no orders to a terminal. */
function plain(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
}
