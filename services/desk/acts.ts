/** What agents do at the desk beside conversations: each in one commit with its line in the audit trail. */
import type { Database, Transaction } from '../../prisma/database';
import type { Agreements } from '../agreements';
import type { Clock } from '../clock';
import type { Contacts } from '../contacts';
import type { Actor } from '../handoffs/handoff';
import type { LedgerRecords } from '../notices/ledgerRecords';
import type { CannedAnswers } from './cannedAnswers';
import type { CannedAnswer } from './records';

/** Where it is written who did what: services/audit.ts. */
export interface AuditTrail {
  write(transaction: Transaction, entry: AuditedAct): Promise<unknown>;
}

/** Names of fields, ids, days and states; nothing personal. */
export interface AuditedAct {
  readonly at: Date;
  readonly agentId: string;
  readonly agentName: string;
  readonly act: string;
  readonly kind: string;
  readonly subject: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Each says whether there was anything to do any more. */
export interface DeskActs {
  confirmRenewal(by: Actor, partnerId: string): Promise<boolean>;
  settleNotice(by: Actor, noticeId: string, as: 'sent' | 'again'): Promise<boolean>;
  unlock(by: Actor, contactId: string): Promise<boolean>;
  saveCanned(by: Actor, canned: CannedAnswer): Promise<void>;
  removeCanned(by: Actor, id: string): Promise<boolean>;
}

export interface DeskActParts {
  readonly database: Pick<Database, 'prisma'>;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly agreements: Pick<Agreements, 'confirm'>;
  readonly contacts: Pick<Contacts, 'unlock'>;
  readonly records: Pick<LedgerRecords, 'findOut'>;
  readonly canned: Pick<CannedAnswers, 'save' | 'remove'>;
}

type Told = Pick<AuditedAct, 'act' | 'kind' | 'subject' | 'before' | 'after'>;

export function createDeskActs({ database, clock, audit, agreements, contacts, records, canned }: DeskActParts): DeskActs {
  /** The trail comes last: whoever writes it keeps others from writing it until the commit. */
  const act = async (by: Actor, does: (transaction: Transaction, at: Date) => Promise<Told | undefined>): Promise<boolean> => {
    const at = clock.now();
    return database.prisma.$transaction(async (transaction) => {
      const told = await does(transaction, at);
      if (told) await audit.write(transaction, { at, agentId: by.id, agentName: by.name, ...told });
      return told !== undefined;
    });
  };
  return {
    confirmRenewal: (by, partnerId) => act(by, async (transaction, at) => {
      const confirmed = await agreements.confirm(partnerId, at)(transaction);
      return confirmed && { act: 'confirmRenewal', kind: 'partner', subject: partnerId, before: { expiresOn: confirmed.previousExpiresOn }, after: { expiresOn: confirmed.expiresOn } };
    }),
    settleNotice: (by, noticeId, as) => act(by, async (transaction, at) => {
      const isSettled = await records.findOut(noticeId, as, at)(transaction);
      return isSettled ? { act: 'settleNotice', kind: 'notice', subject: noticeId, before: { state: 'unknown' }, after: { state: as === 'sent' ? 'sent' : 'planned' } } : undefined;
    }),
    unlock: (by, contactId) => act(by, async (transaction) => (await contacts.unlock(contactId)(transaction) ? { act: 'unlock', kind: 'contact', subject: contactId } : undefined)),
    saveCanned: async (by, answer) => {
      await act(by, async (transaction, at) => (await canned.save(transaction, answer, { agentId: by.id, at }) ? { act: 'saveCanned', kind: 'canned', subject: answer.id } : undefined));
    },
    removeCanned: (by, id) => act(by, async (transaction) => (await canned.remove(transaction, id) ? { act: 'removeCanned', kind: 'canned', subject: id } : undefined)),
  };
}
