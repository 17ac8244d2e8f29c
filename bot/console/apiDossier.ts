/** What the console's page shows of a contact, their partners and their walks; part of api.ts. */
import type { ExpiryState } from '../../services/desk/expiryState';
import type { CorrectableField as Field } from '../../services/desk/records';
import type { HandoffRow } from './api';

/** What is known of a contact and their partners. GET contacts/ID gives it without a handoff. */
export interface Dossier {
  readonly contact: {
    readonly id: string; readonly name: string | null; /** What the directory of the channel calls them. */ readonly calledName: string | null; readonly email: string | null; readonly isVerified: boolean; readonly language: string | null;
    readonly timeZone: string; readonly mayWriteFirst: boolean | null; /** Has agreed to be written to, or has asked for a person whom nobody sent. */
    readonly mayBeAnswered: boolean; readonly isLocked: boolean; readonly mailProblem: string | null;
    readonly routes: readonly { readonly channel: string; readonly lives: boolean; readonly cause: string | null; readonly heardAt: string | null }[];
  };
  /** The one whose agreement hurries most first. */
  readonly partners: readonly PartnerView[];
  /** The walks, the one moved last first. */
  readonly walks: readonly WalkView[];
  readonly notices: readonly NoticeView[];
  /** Earlier ones, newest first. */
  readonly handoffs: readonly HandoffRow[];
  /** What an agent may correct, with what it is now. */
  readonly fields: readonly CorrectableField[];
}

export interface WalkView {
  readonly procedure: string;
  readonly title: string;
  readonly status: 'open' | 'done' | 'waiting';
  readonly step: string;
  readonly stepTitle: string;
  readonly problem: string | null;
  /** Such as step 3 of 10; null beside the main line. */
  readonly progress: { readonly step: number; readonly total: number } | null;
  readonly answers: Readonly<Record<string, string>>;
  readonly at: string;
  /** Where an agent may move it to. */
  readonly steps: readonly { readonly id: string; readonly title: string }[];
}

export interface CorrectableField {
  readonly field: Field;
  readonly value: string | null;
  /** The partner it belongs to, where it does. */
  readonly partnerId: string | null;
}

export type { ExpiryState, Field };
export interface PartnerView {
  readonly id: string;
  readonly company: string;
  readonly customerNumber: string | null;
  readonly isListed: boolean;
  readonly country: string | null;
  readonly canton: string | null;
  readonly expiresOn: string | null;
  readonly daysToExpiry: number | null;
  readonly state: ExpiryState;
  /** A contact said that it was renewed; ALSO's list has not confirmed that. */
  readonly claim: { readonly at: string; readonly by: string | null; readonly previousExpiresOn: string | null } | null;
  readonly timeline: { readonly opensOn: string; readonly expiresOn: string; readonly graceEndsOn: string } | null;
}

export interface NoticeView {
  readonly id: string;
  readonly milestone: string;
  readonly state: string;
  readonly reason: string | null;
  readonly dueAt: string;
  readonly sentAt: string | null;
  readonly route: string | null;
  readonly partner: string | null;
}
