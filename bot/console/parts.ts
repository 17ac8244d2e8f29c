/** What the console's routes are built from: who reads what, and who changes what. Times and refusals as in api.ts. */
import type { Actor, CloseReason } from '../../services/handoffs/handoff';
import type { ActAnswer, AgentRow, AuditPage, Canned, Dossier, Field, Figures, HandoffView, PartnerList, PartnerPage, Queue, Role, Sayings } from './api';

export interface Viewer extends Actor {
  readonly roles: readonly Role[];
  readonly languages: readonly string[];
  readonly topics: readonly string[];
  /** The language of the page that asks, where it says so. */
  readonly spoken?: string;
}

/** Reads for the page; undefined where there is no such thing. */
export interface Reads {
  queue(viewer: Viewer): Promise<Queue>;
  handoff(viewer: Viewer, id: string): Promise<HandoffView | undefined>;
  sayings(handoffId: string, from: { readonly after?: string; readonly before?: string }, viewer?: Viewer): Promise<Sayings | undefined>;
  contact(viewer: Viewer, id: string): Promise<Dossier | undefined>;
  /** Conversations in which these words were said, the last one first, at most 50. */
  search(viewer: Viewer, words: string): Promise<Queue['closed']>;
  partners(asked: { readonly search: string; readonly state?: string; readonly isUnreachable: boolean; readonly page: number }): Promise<PartnerList>;
  partner(viewer: Viewer, id: string): Promise<PartnerPage | undefined>;
  agents(): Promise<readonly AgentRow[]>;
  canned(): Promise<readonly Canned[]>;
  audit(asked: { readonly before?: string; readonly subject?: string; readonly agent?: string }, viewer?: Viewer): Promise<AuditPage>;
  /** Goes through the whole chain, however long that takes. */
  checkAudit(): Promise<AuditPage['chain']>;
  /** The day by ALSO's own clocks. */
  today(): string;
  figures(from: string, to: string, viewer?: Viewer): Promise<Figures>;
}

/** What agents do with a conversation: each is one turn of it, and happens once for its `id`. `saidAt`: in a chat of their own, when, as the channel says. */
export interface Acts {
  accept(by: Actor, handoffId: string, asked: { readonly id: string; readonly via?: 'console' | 'chat'; readonly saidAt?: Date }): Promise<ActAnswer>;
  say(by: Actor, handoffId: string, asked: { readonly id: string; readonly text: string; readonly files?: readonly string[]; readonly saidAt?: Date }): Promise<ActAnswer>;
  /** Never reaches the contact. */
  note(by: Actor, handoffId: string, asked: { readonly id: string; readonly text: string; readonly saidAt?: Date }): Promise<ActAnswer>;
  /** To somebody, or back to the queue. `ofOthers`: leads may pass on what is somebody else's. */
  transfer(by: Actor, handoffId: string, asked: { readonly id: string; readonly to?: string; readonly ofOthers?: boolean }): Promise<ActAnswer>;
  /** A colleague is asked to look at it; whose it is stays as it is. */
  invite(by: Actor, handoffId: string, asked: { readonly id: string; readonly agent: string }): Promise<ActAnswer>;
  close(by: Actor, handoffId: string, asked: { readonly id: string; readonly reason: CloseReason; readonly text?: string }): Promise<ActAnswer>;
  correct(by: Actor, handoffId: string, asked: { readonly id: string; readonly field: Field; readonly value: string; readonly partnerId?: string }): Promise<ActAnswer>;
  move(by: Actor, handoffId: string, asked: { readonly id: string; readonly procedure: string; readonly step: string }): Promise<ActAnswer>;
  /** An agent writes first, to a contact who has agreed to that. */
  start(by: Actor, contactId: string, asked: { readonly id: string; readonly text: string }): Promise<ActAnswer & { readonly handoffId?: string }>;
}

/** What is done at the desk beside conversations. `changed` is false where there was nothing to do any more. */
export interface Desk {
  /** ALSO confirms what a contact said: the agreement was renewed. */
  confirmRenewal(by: Actor, partnerId: string): Promise<boolean>;
  /** Somebody found out what became of a notice: it arrived, or it is to be said again. */
  settleNotice(by: Actor, noticeId: string, as: 'sent' | 'again'): Promise<boolean>;
  /** A contact who typed too many wrong codes may try again. */
  unlock(by: Actor, contactId: string): Promise<boolean>;
  saveCanned(by: Actor, canned: Canned): Promise<void>;
  removeCanned(by: Actor, id: string): Promise<boolean>;
}
