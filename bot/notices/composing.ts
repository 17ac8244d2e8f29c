/** Decides at the moment of sending what becomes of a claimed notice: on which route it is said, in which words, or why not now or not at all. */
import { noticeMessage } from '../../dialogs/notices/noticeWording';
import type { Message } from '../../dialogs/message';
import type { Language } from '../../locales';
import type { SubjectFacts } from '../../services/notices/noticeReader';
import type { Services } from '../../services';
import { nameCalendar } from '../../services/calendarName';
import type { Contact } from '../../services/contacts';
import { addDays, dayIn, momentOf, type Day } from '../../services/day';
import type { NewMail } from '../../services/mailQueue';
import { endOf, holdForAgent, putOff } from '../../services/notices/decision';
import type { ClaimedMessage } from '../../services/notices/ledger';
import { nextSaying } from '../../services/notices/plan/milestones';
import { nextOpening, type WorkCalendar } from '../../services/workCalendar';
import { ACCOUNT, isNudge, type Notice } from '../../services/notices/notice';
import type { NoticeSubject } from '../../services/notices/wording';
import type { LiveRoute } from '../../services/routes';
import { nameTimeline } from '../../services/timelineName';
import type { Channel } from '../channels/channel';
import type { Composed, OnceADay } from './noticeSender';

export interface ComposerParts {
  readonly services: Services;
  readonly channels: ReadonlyMap<string, Channel>;
  /** Makes whole what is said, such as addresses of Lotse's own. */
  readonly finish: (message: Message) => Message;
  readonly settings: {
    /** ALSO's own mailbox for what its people must look after; empty where there is none. */
    readonly accountMail: string;
    readonly accountLanguage: Language;
    readonly office: WorkCalendar;
  };
}

export interface Composer {
  /** Reads at once what is to be known of many messages; each is composed of it once, and of what it reads itself after that. */
  prepare(messages: readonly ClaimedMessage[]): Promise<void>;
  compose(message: ClaimedMessage, without: ReadonlySet<string>): Promise<Composed>;
}

/** Whom a message is for, what it is about, and where they can be told. */
interface Known {
  readonly contact: Contact;
  readonly partners: ReadonlyMap<string, SubjectFacts>;
  readonly routes: readonly LiveRoute[];
}

const DAY_MS = 86_400_000;
/** A picture or calendar file may be fetched from when renewal opens until after the grace. */
const MEDIA_LIFE_MS = 120 * DAY_MS;
/** A mail server that is away for longer has missed it. */
const MAIL_LIFE_MS = 2 * DAY_MS;

export function createComposer(parts: ComposerParts): Composer {
  // What was read for the messages claimed last, and for those before, of which some are still to be said.
  let [latest, earlier] = [new Map<string, Known>(), new Map<string, Known>()];
  return {
    prepare: async (messages) => {
      const forContacts = messages.filter(({ contactId }) => contactId !== ACCOUNT);
      const known = await readAll(parts.services, forContacts);
      [latest, earlier] = [known, latest];
    },
    compose: async (message, without) => {
      if (message.contactId === ACCOUNT) return composeForAccount(parts, message);
      const known = latest.get(message.id) ?? earlier.get(message.id) ?? (await readAll(parts.services, [message])).get(message.id)!;
      // What is tried a second time is read anew.
      latest.delete(message.id);
      earlier.delete(message.id);
      return composeForContact(parts, message, known, without);
    },
  };
}

async function readAll({ contacts, notices, routes }: Services, messages: readonly ClaimedMessage[]): Promise<Map<string, Known>> {
  if (messages.length === 0) return new Map();
  const ids = messages.map(({ contactId }) => contactId);
  const [known, partners, live] = [await contacts.getAll(ids), await notices.partnersOf(messages.flatMap((message) => message.notices)), await routes.of(ids)];
  return new Map(messages.map(({ id, contactId, notices: rows }) => {
    const own = rows.flatMap(({ subject }) => partners.get(subject) ?? []);
    return [id, { contact: known.get(contactId)!, partners: new Map(own.map((partner) => [partner.partnerId, partner])), routes: live.get(contactId) ?? [] }];
  }));
}

/** ALSO's people get one mail a day about everybody who is silent or out of reach. */
async function composeForAccount({ services, settings }: ComposerParts, message: ClaimedMessage): Promise<Composed> {
  const { accountMail, accountLanguage, office } = settings;
  if (accountMail === '' || !services.mails) return { kind: 'end', state: 'skipped', reason: 'noAccountMail' };
  const now = services.clock.now();
  const mail = mailOf('account', message.id, { to: accountMail, language: accountLanguage }, now);
  return { kind: 'mail', mail, ...onceADay(now, office, []) };
}

async function composeForContact(parts: ComposerParts, message: ClaimedMessage, { contact, partners, routes }: Known, without: ReadonlySet<string>): Promise<Composed> {
  const { services } = parts;
  const now = services.clock.now();
  const ends = message.notices.map((notice) => ({ notice, end: endOf(notice, partners.get(notice.subject)) }));
  const kept = ends.filter(({ end }) => end === undefined).map(({ notice }) => notice);
  if (kept.length === 0) return { kind: 'end', ...ends[0]!.end! };
  // What is not to be said any more ends here; the rest is said without it.
  if (kept.length < ends.length) {
    for (const { notice, end } of ends) if (end) await services.notices.drop(notice, message.token, end);
    return { kind: 'fewer', message: { ...message, notices: kept } };
  }
  const live = routes.filter(({ conversationId, channel }) => !without.has(conversationId) && parts.channels.has(channel));
  const [first] = kept;
  const calendar = services.notices.calendarOf(partners.get(first!.subject) ?? { country: null, canton: null }, contact.timeZone);
  const expiries = [...partners.values()].flatMap(({ agreement }) => (agreement ? [agreement.expiresOn] : []));
  const wait = whenInstead(kept, { now, calendar, live, expiries });
  if (wait) return { kind: 'putOff', ...wait };
  return saying(parts, message, { contact, now, live: routesFor(kept, live), subjects: services.notices.subjectsOf(kept, partners), once: isNudge(first!) ? {} : onceADay(now, calendar, expiries) });
}

/** Nothing is said into a conversation with a person of support. A question that was asked for by the minute does not wait for the morning, nor for the end of the dialog in which it was. */
function whenInstead(notices: readonly Notice[], { now, calendar, live, expiries }: { now: Date; calendar: WorkCalendar; live: readonly LiveRoute[]; expiries: readonly Day[] }) {
  const held = live.some(({ isWithAgent }) => isWithAgent) ? holdForAgent({ now, calendar, expiries }) : undefined;
  if (held) return held;
  if (notices[0]!.milestone === 'nudge:activationMail') return undefined;
  const busyUntil = isNudge(notices[0]!) ? undefined : live.map((route) => route.busyUntil).find((until) => until !== null && until > now) ?? undefined;
  return putOff({ now, calendar, expiries, busyUntil });
}

/** A nudge goes where it was asked for, if it still can. */
function routesFor([first]: readonly Notice[], live: readonly LiveRoute[]): readonly LiveRoute[] {
  const asked = live.find(({ conversationId }) => conversationId === first!.payload.conversationId);
  return asked ? [asked, ...live.filter((route) => route !== asked)] : live;
}

interface Said {
  readonly contact: Contact;
  readonly now: Date;
  readonly live: readonly LiveRoute[];
  readonly subjects: readonly NoticeSubject[];
  readonly once: OnceADay;
}

function saying({ services, channels, finish }: ComposerParts, { id }: ClaimedMessage, { contact, now, live, subjects, once }: Said): Composed {
  const language = contact.language ?? 'en';
  const hasMail = services.mails !== undefined && contact.email !== undefined && contact.provenAt !== undefined && contact.mailDead === undefined;
  const mail = hasMail ? mailOf('notice', id, { to: contact.email, language }, now) : undefined;
  // A page alone is no way to reach somebody, as long as there is another.
  const isPage = ({ channel }: LiveRoute) => channels.get(channel)!.way.kind === 'page';
  const route = (mail ? undefined : live.find((each) => !isPage(each))) ?? live[0];
  if (!route) return mail ? { kind: 'mail', mail, ...once } : { kind: 'end', state: 'skipped', reason: 'unreachable' };
  const channel = channels.get(route.channel)!;
  const message = noticeMessage(language, subjects, { messageId: id, ...mediaOf(services, language, subjects) });
  return {
    kind: 'say', channel: channel.id, address: route.address, conversationId: route.conversationId, replies: channel.render(finish(message), route), ...once,
    ...(route.tenant !== null && { tenant: route.tenant }),
    // Nobody may be looking at a page that is only read.
    ...(isPage(route) && mail && { mail }),
  };
}

/** One agreement has a picture and an entry for the calendar; several have neither. */
function mediaOf({ media }: Services, language: Language, subjects: readonly NoticeSubject[]): { readonly picture?: string; readonly calendar?: string } {
  const [subject, ...others] = subjects;
  if (!subject?.partnerId || others.some(({ partnerId }) => partnerId !== subject.partnerId)) return {};
  const { expiresOn, today, partnerId } = subject;
  return { picture: media.sign(nameTimeline({ expiresOn, today, language }), MEDIA_LIFE_MS), calendar: media.sign(nameCalendar(partnerId, language), MEDIA_LIFE_MS) };
}

function mailOf(kind: 'notice' | 'account', messageId: string, { to, language }: Pick<NewMail, 'to' | 'language'>, now: Date): NewMail {
  return { id: `${kind}-${messageId}`, kind, to, language, payload: { messageId }, expiresAt: new Date(now.getTime() + MAIL_LIFE_MS) };
}

/** This is the word of the day; another one waits for the next day, a working day unless something would be lost meanwhile. */
function onceADay(now: Date, calendar: WorkCalendar, expiries: readonly Day[]): OnceADay {
  const today = dayIn(calendar.zone, now);
  const tomorrow = momentOf(addDays(today, 1), calendar.saysAt, calendar.zone);
  const moments = expiries.map((expiresOn) => nextSaying(tomorrow, expiresOn, calendar).getTime());
  return { spokenOn: today, nextDay: new Date(Math.min(nextOpening(tomorrow, calendar).getTime(), ...moments)) };
}
