/**
 * What the console's page and its server tell each other: JSON under /console/api. Times are ISO 8601 in UTC, days are
 * YYYY-MM-DD. Whatever changes something is a POST with the header x-csrf-token and an `id` of the page's own making, so
 * that the same press twice counts once. Errors are `{ code, message }` with the message in English; the page words them.
 */
import type { Dossier, NoticeView, PartnerView } from './apiDossier';
import type { Role } from '../../services/agents/agent';
import type { AgentRecord, FileRecord } from '../../services/desk/records';
import type { AboutSaying, SaidBy } from '../../services/handoffs/saying';
import type { ClosedBy, CloseReason, HandoffFrom, HandoffState, HandoffVia } from '../../services/handoffs/handoff';

export type { Role };
/** GET canned */
export type { CannedAnswer as Canned } from '../../services/desk/records';
export type * from './apiDossier';

/** GET me */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly firstName: string;
  readonly roles: readonly Role[];
  readonly isAvailable: boolean;
  readonly capacity: number;
  readonly languages: readonly string[];
  readonly topics: readonly string[];
  readonly csrf: string;
  readonly isLocal: boolean;
  /** Whether it is office hours now, and when that changes. */
  readonly office: { readonly isOpen: boolean; readonly until: string; readonly zone: string };
  /** Kinds and size of files that can travel to a contact. */
  readonly files: { readonly accept: string; readonly limitBytes: number };
  /** When the session ends if nothing is done. */
  readonly idleMinutes: number;
  /** Who gives roles, by name: for the page of whoever has none. */
  readonly administrators: readonly string[];
}

/** One handoff in a list. */
export interface HandoffRow {
  readonly id: string;
  readonly state: HandoffState;
  readonly from: HandoffFrom;
  readonly via: HandoffVia | null;
  readonly conversationId: string;
  readonly contactId: string;
  /** How the contact is called: the name, else the address, else what the directory of the channel says, else null (nobody knows). */
  readonly contact: string | null;
  readonly partner: string | null;
  readonly channel: string;
  readonly language: string;
  /** A procedure's id or "other". */
  readonly topic: string;
  readonly question: string;
  readonly askedAt: string;
  readonly waitingSince: string;
  readonly joinedAt: string | null;
  readonly closedAt: string | null;
  readonly closedBy: ClosedBy | null;
  readonly reason: CloseReason | null;
  readonly agent: { readonly id: string; readonly name: string } | null;
  /** The first words of what was said last, and who said it. */
  readonly last: { readonly by: SaidBy; readonly text: string; readonly at: string } | null;
  /** The first words of what the contact said last. */
  readonly heard: string | null;
  /** Days until the agreement expires; negative afterwards; null where no day is known. */
  readonly daysToExpiry: number | null;
  /** Whether it suits the languages and topics of whoever asks. */
  readonly isForMe: boolean;
  readonly rating: number | null;
}

/** GET queue: what waits (longest first), what is mine, what others have, what was closed last. */
export interface Queue {
  readonly waiting: readonly HandoffRow[];
  readonly mine: readonly HandoffRow[];
  readonly others: readonly HandoffRow[];
  readonly closed: readonly HandoffRow[];
}

/** One thing that was said. `isHidden`: it was taken back by who said it; agents still see that something was there. */
export interface SayingView {
  readonly id: string;
  readonly by: SaidBy;
  readonly text: string;
  readonly at: string;
  readonly about: AboutSaying;
  /** The name of the agent who said it. */
  readonly agent: string | null;
  readonly handoffId: string | null;
  readonly files: readonly FileView[];
}

export type FileView = Omit<FileRecord, 'activityId'>;

/** GET handoffs/ID/sayings?after=ID: what was said in the whole conversation after that, oldest first, at most 200; the last ones where `after` is absent. */
export interface Sayings {
  readonly sayings: readonly SayingView[];
  /** Ask again after this. */
  readonly watermark: string;
  /** Whether there is more before the first one: ask with `before=ID`. */
  readonly hasMore: boolean;
}

/** GET handoffs/ID */
export interface HandoffView {
  readonly handoff: HandoffRow;
  readonly dossier: Dossier;
}

/** GET partners?search=&state=&unreachable=1&page=0: 50 a page. */
export interface PartnerList {
  readonly rows: readonly PartnerRow[];
  readonly total: number;
  readonly page: number;
}
export interface PartnerRow extends PartnerView {
  readonly contacts: readonly { readonly id: string; readonly name: string | null; readonly email: string | null; readonly isSignatory: boolean | null; readonly isReachable: boolean; /** Has typed too many wrong codes. */ readonly isLocked: boolean }[];
  /** Why nobody can be told: a word of services/notices/reports; null where somebody can. */
  readonly unreachable: string | null;
  readonly unknownNotices: number;
}
/** GET partners/ID */
export interface PartnerPage {
  readonly partner: PartnerRow;
  readonly notices: readonly NoticeView[];
  readonly handoffs: readonly HandoffRow[];
}

/** GET agents (lead, admin) */
export interface AgentRow extends Omit<AgentRecord, 'roles' | 'seenAt'> {
  readonly roles: readonly Role[];
  readonly seenAt: string | null;
}

/** GET audit?before=ID&subject=&agent= (auditor, admin): newest first, 100 at a time. */
export interface AuditPage {
  readonly entries: readonly {
    readonly id: string; readonly at: string; readonly agent: string; readonly act: string; readonly kind: string; readonly subject: string;
    readonly before: unknown; readonly after: unknown;
  }[];
  readonly hasMore: boolean;
  /** Whether the chain holds: from its first row to where it ended when all of it was checked last, and from there to its last row; else the first row that does not. POST audit/check goes through all of it. */
  readonly chain: { readonly holds: boolean; readonly rows: number; readonly brokenAt: string | null; readonly wholeAt: string };
}

/** GET figures?days=N, today and those before it, or figures?from=DAY&to=DAY (lead, admin, auditor): every chart is a table; figures.csv?table=NAME&language=CODE gives one. */
export interface Figures {
  readonly from: string;
  readonly to: string;
  /** Counts as far as it has come, where it is among these days. */
  readonly today: string;
  readonly tables: readonly FigureTable[];
}
/** `renewals`, `calendar`, `funnel`, `waiting`, `deflection`, `questions`, `ratings`, `conversations`. */
export interface FigureTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** POST handoffs/ID/accept {id} · say {id,text,files} · note {id,text} · transfer {id,to} · invite {id,agent} · close {id,reason,text} · correct {id,field,value,partnerId} · move {id,procedure,step} */
export type ActAnswer =
  | { readonly kind: 'done'; readonly watermark: string }
  /** Somebody else has it: who. */
  | { readonly kind: 'taken'; readonly by: string }
  /** It is over, or the contact is gone. */
  | { readonly kind: 'over' }
  /** Not now, or not so; why is a word that the page puts into a sentence. */
  | { readonly kind: 'refused'; readonly why: 'notYours' | 'atHub' | 'oneAtATime' | 'early' | 'atCapacity' | 'noConsent' | 'unreachable' | 'invalid' | 'tooLong' | 'file'; readonly expected?: string };

/** GET live: server-sent events, `data` is one of these; the page asks for what it shows. */
export type LiveEvent =
  | { readonly kind: 'queue' }
  | { readonly kind: 'sayings'; readonly conversationId: string; readonly watermark: string }
  | { readonly kind: 'called'; readonly handoffId: string }
  | { readonly kind: 'signedOut' };
