/** People and conversations for looking at the console: German, French, Russian, Arabic, long words, two hundred sayings. All made up. */
import type { ActAnswer, AgentRow, AuditPage, Canned, Dossier, Figures, HandoffRow, HandoffView, Me, PartnerList, PartnerPage, PartnerRow, Queue, Sayings, SayingView } from '../../bot/console/api';
import { FIGURES } from './consoleFigures';

const NOW = Date.now();
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const inDays = (days: number) => new Date(NOW + days * 86_400_000).toISOString().slice(0, 10);

export interface Play {
  readonly me: Me;
  readonly rows: HandoffRow[];
  readonly said: Map<string, SayingView[]>;
  readonly agents: readonly AgentRow[];
  readonly canned: readonly Canned[];
  readonly audit: AuditPage;
  readonly figures: Figures;
  readonly partnerRows: PartnerRow[];
  row(id: string): HandoffRow | undefined;
  queue(): Queue;
  view(id: string): HandoffView | undefined;
  sayings(id: string, after?: string, before?: string): Sayings | undefined;
  partners(search: string, state: string, page: number): PartnerList;
  partner(id: string): PartnerPage | undefined;
  act(id: string, deed: string, body: Record<string, unknown>): ActAnswer;
  say(id: string, saying: Partial<SayingView> & Pick<SayingView, 'by' | 'text'>): SayingView;
}

const ME: Me = {
  id: 'luis', name: 'Luis Brunner', firstName: 'Luis', roles: ['agent', 'lead', 'admin', 'auditor'], isAvailable: true, capacity: 5, languages: [], topics: [], csrf: 'token', isLocal: true,
  office: { isOpen: true, until: new Date(NOW + 3 * 3_600_000).toISOString(), zone: 'Europe/Zurich' }, files: { accept: '.pdf,.png,.jpg', limitBytes: 4_000_000 }, idleMinutes: 30, administrators: [],
};

function row(id: string, more: Partial<HandoffRow>): HandoffRow {
  return {
    id, state: 'waiting', from: 'contact', via: null, conversationId: `c-${id}`, contactId: `k-${id}`, contact: 'Ana Keller', partner: 'Keller Netzwerke AG', channel: 'msteams', language: 'de', topic: 'renewal',
    question: 'Ich finde die Schaltfläche zum Erneuern nicht.', askedAt: ago(12), waitingSince: ago(12), joinedAt: null, closedAt: null, closedBy: null, reason: null, agent: null, last: null, heard: null, daysToExpiry: 12, isForMe: true, rating: null, ...more,
  };
}

const MINE = { state: 'joined' as const, via: 'console' as const, agent: { id: 'luis', name: 'Luis Brunner' }, joinedAt: ago(9) };

function rows(): HandoffRow[] {
  return [
    row('h1', { waitingSince: ago(14), question: 'Die Bestätigungsmail von Cisco kommt seit gestern nicht an. Ich habe im Spam nachgesehen und den Code dreimal neu verlangt.', topic: 'activationMail', daysToExpiry: 12 }),
    row('h2', { contact: 'Марина Соколова', partner: 'ООО «Вектор Системс»', language: 'ru', channel: 'webex', topic: 'order', question: 'Не могу оформить заказ: кнопка неактивна.', waitingSince: ago(6), daysToExpiry: 64 }),
    row('h3', { contact: null, partner: null, channel: 'webchat', language: 'fr', topic: 'other', question: 'Bonjour, puis-je parler à quelqu’un ?', waitingSince: ago(1), daysToExpiry: null, isForMe: false }),
    row('h4', { ...MINE, contact: 'سارة الخطيب', partner: 'Khatib Networks SARL', language: 'ar', channel: 'webchat', topic: 'webex', question: 'لم تصلني رسالة Webex منذ يومين، ورقم العميل لدينا 4711-0815.', daysToExpiry: -3, last: { by: 'contact', text: 'نعم، جرّبت ذلك مرتين ولم ينجح.', at: ago(2) } }),
    row('h5', { ...MINE, contact: 'Jean-Baptiste de la Rochefoucauld-Montbéliard', partner: 'Informatikdienstleistungsgesellschaft Nordwestschweiz mit beschränkter Haftung', language: 'fr', topic: 'account', question: 'Mon compte Cisco est bloqué.', daysToExpiry: 0, last: { by: 'agent', text: 'Je regarde cela tout de suite.', at: ago(4) } }),
    row('h6', { state: 'joined', via: 'chat', agent: { id: 'mia', name: 'Mia Favre' }, contact: 'Tom Huber', partner: 'Huber IT', channel: 'webex', topic: 'registration', daysToExpiry: null, last: { by: 'agent', text: 'Haben Sie die Nummer zur Hand?', at: ago(3) } }),
    row('h7', { state: 'closed', closedAt: ago(95), closedBy: 'agent', reason: 'solved', agent: { id: 'luis', name: 'Luis Brunner' }, contact: 'Petra Zgraggen', partner: 'Zgraggen Systeme', rating: 5, last: { by: 'agent', text: 'Gern geschehen!', at: ago(95) } }),
  ];
}

export function saying(id: string, more: Partial<SayingView> & Pick<SayingView, 'by' | 'text'>): SayingView {
  return { id, at: ago(5), about: {}, agent: null, handoffId: null, files: [], ...more };
}

const choices = (...labels: string[]) => labels.map((label, at) => ({ id: String(at), label }));
const PRESSED = { card: '1', choice: '0' };
const LUIS = { agent: 'Luis Brunner' };

function german(): SayingView[] {
  const all: (Partial<SayingView> & Pick<SayingView, 'by' | 'text'> & { readonly change?: string })[] = [
    { by: 'lotse', text: 'Guten Tag, Frau Keller. Ihre Vereinbarung läuft in 12 Tagen ab.\nMöchten Sie sie jetzt erneuern?', about: { choices: choices('Ja, jetzt', 'Später', 'Mit einer Person sprechen') } },
    { by: 'contact', text: 'Ja, jetzt', about: { pressed: PRESSED } },
    { by: 'lotse', text: 'Schritt 3 von 10 – Öffnen Sie die E-Mail von Cisco und bestätigen Sie Ihre Adresse.', about: { choices: choices('Das ist erledigt', 'Es hat nicht geklappt') } },
    { by: 'contact', text: 'es kommt keine mail', about: { message: 'm1' } },
    { by: 'event', text: '', about: { event: 'edited', of: 'm1' }, change: 'Es kommt keine Mail, auch nicht im Spam.' },
    { by: 'event', text: 'activationMail', about: { event: 'asked' } },
    { by: 'contact', text: 'Die Bestätigungsmail von Cisco kommt seit gestern nicht an.', files: [{ id: 'f1', name: 'Bildschirmfoto 2026-11-21.png', contentType: 'image/png', size: 284_000, state: 'kept', reason: null }] },
  ];
  return all.map(({ change, ...each }, at) => saying(String(at + 1), { at: ago(40 - at * 4), ...each, ...(change !== undefined && { text: change }) }));
}

function arabic(): SayingView[] {
  const all: (Partial<SayingView> & Pick<SayingView, 'by' | 'text'>)[] = [
    { by: 'lotse', text: 'أهلًا بك. الخطوة 2 من 5: افتحي رسالة Webex واضغطي على الزر «Activate».', about: { choices: choices('تمّ ذلك', 'لم ينجح الأمر', 'التحدّث مع شخص') } },
    { by: 'contact', text: 'لم ينجح الأمر', about: { pressed: PRESSED } },
    { by: 'contact', text: 'لم تصلني رسالة Webex منذ يومين، ورقم العميل لدينا 4711-0815.' },
    { by: 'event', text: '', about: { event: 'asked', reason: 'webex' } },
    { by: 'event', text: '', about: { event: 'joined', agent: 'Luis Brunner' } },
    { by: 'agent', text: 'مرحبًا سارة، أنا لويس. هل تحقّقتِ من مجلد الرسائل غير المرغوب فيها؟\nWebex يرسل من العنوان noreply@webex.example.', ...LUIS },
    { by: 'note', text: 'Kundin hat zwei Adressen; die zweite ist nicht bestätigt. Mia fragen, ob ALSO sie kennt.', ...LUIS },
    { by: 'contact', text: 'نعم، جرّبت ذلك مرتين ولم ينجح.' },
    { by: 'event', text: '', about: { event: 'corrected', agent: 'Luis Brunner', field: 'customerNumber', before: '4711-0815', after: '4711-0816' } },
    { by: 'event', text: '', about: { event: 'undelivered' } },
  ];
  return all.map((each, at) => saying(String(at + 1), { at: ago(30 - at * 3), ...each }));
}

/** Two hundred and forty, over three days. */
function long(): SayingView[] {
  return Array.from({ length: 240 }, (_, at) => saying(String(at + 1), { by: at % 3 === 0 ? 'contact' : at % 3 === 1 ? 'lotse' : 'agent', agent: at % 3 === 2 ? 'Luis Brunner' : null, text: `Message ${at + 1} : vérification du compte numéro ${at * 37}.`, at: ago(4 + (240 - at) * 15) }));
}

function dossier(of: HandoffRow): Dossier {
  return {
    contact: { id: of.contactId, name: of.contact, calledName: null, email: 'a.keller@keller-netzwerke.example', isVerified: true, language: of.language, timeZone: 'Europe/Zurich', mayWriteFirst: true, mayBeAnswered: true, isLocked: of.id === 'h1', mailProblem: null, routes: [{ channel: 'msteams', lives: true, cause: null, heardAt: ago(3) }, { channel: 'webex', lives: false, cause: 'uninstalled', heardAt: ago(90_000) }] },
    partners: of.partner === null ? [] : [partnerOf('p1', { company: of.partner, daysToExpiry: of.daysToExpiry })],
    walks: [{ procedure: 'renewal', title: 'Vereinbarung erneuern', status: 'open', step: 'mail', stepTitle: 'Bestätigungsmail öffnen', problem: 'Die Mail kommt nicht an', progress: { step: 3, total: 10 }, answers: { Wann: 'jetzt', Browser: 'Edge' }, at: ago(20), steps: [{ id: 'when', title: '2. Zeitpunkt wählen' }, { id: 'mail', title: '3. Bestätigungsmail öffnen' }, { id: 'sign', title: '4. Unterschreiben' }] }],
    notices: [{ id: 'n1', milestone: 'T-30', state: 'sent', reason: null, dueAt: ago(26_000), sentAt: ago(26_000), route: 'msteams', partner: of.partner }, { id: 'n2', milestone: 'T-14', state: 'unknown', reason: 'ambiguous', dueAt: ago(3000), sentAt: null, route: 'msteams', partner: of.partner }, { id: 'n3', milestone: 'T-7', state: 'planned', reason: 'held', dueAt: new Date(NOW + 5 * 86_400_000).toISOString(), sentAt: null, route: null, partner: of.partner }],
    handoffs: [row('h7', { state: 'closed', closedAt: ago(9000), askedAt: ago(9100), closedBy: 'agent', reason: 'solved', agent: { id: 'mia', name: 'Mia Favre' }, rating: 4, question: 'Welche Nummer ist gemeint?' })],
    fields: [{ field: 'name', value: of.contact, partnerId: null }, { field: 'email', value: 'a.keller@keller-netzwerke.example', partnerId: null }, { field: 'language', value: of.language, partnerId: null }, { field: 'customerNumber', value: '4711-0815', partnerId: 'p1' }, { field: 'expiresOn', value: inDays(12), partnerId: 'p1' }],
  };
}

function partnerOf(id: string, more: Partial<PartnerRow>): PartnerRow {
  const days = more.daysToExpiry === undefined ? 12 : more.daysToExpiry;
  return {
    id, company: 'Keller Netzwerke AG', customerNumber: '4711-0815', isListed: true, country: 'CH', canton: 'ZH', expiresOn: days === null ? null : inDays(days), daysToExpiry: days, state: days === null ? 'unknown' : days < 0 ? 'grace' : days < 30 ? 'dueSoon' : days < 90 ? 'renewalOpen' : 'active', claim: null,
    timeline: days === null ? null : { opensOn: inDays(days - 90), expiresOn: inDays(days), graceEndsOn: inDays(days + 30) }, contacts: [{ id: `k-${id}`, name: 'Ana Keller', email: 'a.keller@keller.example', isSignatory: true, isReachable: true, isLocked: false }], unreachable: null, unknownNotices: 0, ...more,
  };
}

function partners(): PartnerRow[] {
  const names = ['Keller Netzwerke AG', 'Zgraggen Systeme', 'Khatib Networks SARL', 'شركة الأفق للاتصالات', 'ООО «Вектор Системс»', 'Informatikdienstleistungsgesellschaft Nordwestschweiz mit beschränkter Haftung', 'Huber IT', 'Montbéliard Réseaux SA', 'Ticino Networks Sagl', 'Alpha Cloud GmbH'];
  return Array.from({ length: 120 }, (_, at) => partnerOf(`p${at + 1}`, {
    company: names[at % names.length]! + (at < names.length ? '' : ` ${at}`), customerNumber: `47${String(at).padStart(2, '0')}-08${at % 90 + 10}`, canton: ['ZH', 'GE', 'VD', 'TI', 'BE'][at % 5]!, daysToExpiry: [12, 64, -3, 180, 7, 300, null, 45, -40, 95][at % 10]!,
    unreachable: at % 7 === 2 ? 'uninstalled' : at % 11 === 5 ? 'mailDead' : null, unknownNotices: at % 9 === 4 ? 2 : 0, claim: at % 8 === 1 ? { at: ago(5000), by: 'Petra Zgraggen', previousExpiresOn: inDays(-10) } : null, isListed: at % 13 !== 6,
    contacts: [{ id: `k${at}`, name: ['Ana Keller', 'Petra Zgraggen', 'سارة الخطيب', 'Марина Соколова'][at % 4]!, email: 'person@partner.example', isSignatory: true, isReachable: at % 7 !== 2, isLocked: at === 1 }, ...(at % 3 === 0 ? [{ id: `l${at}`, name: null, email: 'zweite@partner.example', isSignatory: null, isReachable: false, isLocked: false }] : [])],
  }));
}

const AGENTS: readonly AgentRow[] = [
  { id: 'luis', name: 'Luis Brunner', email: 'luis@also.example', roles: ['agent', 'lead', 'admin', 'auditor'], languages: [], topics: [], capacity: 5, isAvailable: true, seenAt: ago(1), open: 2, isRemoved: false },
  { id: 'mia', name: 'Mia Favre', email: 'mia@also.example', roles: ['agent'], languages: ['fr', 'de'], topics: ['renewal'], capacity: 4, isAvailable: true, seenAt: ago(4), open: 1, isRemoved: false },
  { id: 'noa', name: 'Noa Bianchi', email: null, roles: [], languages: [], topics: [], capacity: 4, isAvailable: false, seenAt: null, open: 0, isRemoved: false },
];
const CANNED: readonly Canned[] = [
  { id: 'a1', title: 'Mail nicht gefunden', topic: 'activationMail', texts: { de: 'Bitte sehen Sie auch im Ordner für unerwünschte Mails nach.', fr: 'Regardez aussi dans le dossier des indésirables.', en: 'Please also look in your junk folder.', ru: 'Посмотрите также в папке «Спам».', ar: 'يُرجى البحث أيضًا في مجلد الرسائل غير المرغوب فيها.' } },
  { id: 'a2', title: 'Einen Moment', topic: 'other', texts: { de: 'Einen Moment bitte, ich sehe nach.', fr: 'Un instant, je regarde.', en: 'One moment please, I am looking.' } },
];
const AUDIT: AuditPage = {
  entries: Array.from({ length: 30 }, (_, at) => ({ id: String(30 - at), at: ago(at * 17), agent: at % 2 ? 'Mia Favre' : 'Luis Brunner', act: ['accept', 'close', 'correct', 'transfer'][at % 4]!, kind: 'handoff', subject: `h${at}`, before: at % 4 === 2 ? { field: 'email' } : null, after: at % 4 === 1 ? { reason: 'solved' } : null })),
  hasMore: false, chain: { holds: true, rows: 1530, brokenAt: null, wholeAt: '2027-01-11T03:00:00.000Z' },
};

export function createPlay(): Play {
  const all = rows();
  const said = new Map<string, SayingView[]>([['h1', german()], ['h4', arabic()], ['h5', long()]]);
  const state = { next: 1000 };
  const play: Play = {
    me: { ...ME }, rows: all, said, agents: AGENTS, canned: CANNED, audit: AUDIT, figures: FIGURES, partnerRows: partners(),
    row: (id) => play.rows.find((each) => each.id === id),
    queue: () => ({ waiting: of('waiting'), mine: of('joined').filter(({ agent }) => agent?.id === 'luis'), others: of('joined').filter(({ agent }) => agent?.id !== 'luis'), closed: of('closed') }),
    view: (id) => { const found = play.row(id); return found && { handoff: found, dossier: dossier(found) }; },
    sayings(id, after, before) {
      const list = said.get(id) ?? [];
      const part = after !== undefined ? list.filter((each) => Number(each.id) > Number(after)).slice(0, 200) : before !== undefined ? list.filter((each) => Number(each.id) < Number(before)).slice(-200) : list.slice(-200);
      return { sayings: part, watermark: list.at(-1)?.id ?? '0', hasMore: part[0] !== undefined && list[0]?.id !== part[0].id };
    },
    partners: (search, wanted, page) => { const found = play.partnerRows.filter((each) => each.company.toLowerCase().includes(search.toLowerCase()) && (wanted === '' || each.state === wanted)); return { rows: found.slice(page * 50, page * 50 + 50), total: found.length, page }; },
    partner: (id) => { const found = play.partnerRows.find((each) => each.id === id); return found && { partner: found, notices: dossier(all[0]!).notices, handoffs: [] }; },
    act: (id, deed, body) => actOn(play, id, deed, body),
    say(id, more) {
      const added = saying(String(state.next += 1), { at: new Date().toISOString(), ...more });
      said.set(id, [...said.get(id) ?? [], added]);
      change(play, id, { last: { by: added.by, text: added.text, at: added.at } });
      return added;
    },
  };
  const of = (wanted: HandoffRow['state']) => play.rows.filter(({ state: each }) => each === wanted);
  return play;
}

function change(play: Play, id: string, more: Partial<HandoffRow>): void {
  const at = play.rows.findIndex((each) => each.id === id);
  if (at >= 0) play.rows[at] = { ...play.rows[at]!, ...more };
}

function actOn(play: Play, id: string, deed: string, body: Record<string, unknown>): ActAnswer {
  const found = play.row(id);
  if (!found || found.state === 'closed') return { kind: 'over' };
  if (deed === 'accept') {
    if (found.agent && found.agent.id !== 'luis') return { kind: 'taken', by: found.agent.name };
    change(play, id, MINE);
    play.say(id, { by: 'event', text: '', about: { event: 'joined', agent: 'Luis Brunner' } });
  }
  if (deed === 'say' || deed === 'note') play.say(id, { by: deed === 'say' ? 'agent' : 'note', text: String(body.text), agent: 'Luis Brunner' });
  if (deed === 'close') change(play, id, { state: 'closed', closedAt: new Date().toISOString(), closedBy: 'agent', reason: body.reason as HandoffRow['reason'] });
  if (deed === 'transfer') change(play, id, typeof body.to === 'string' ? { agent: { id: body.to, name: 'Mia Favre' } } : { state: 'waiting', agent: null });
  return { kind: 'done', watermark: '0' };
}
