/** Notices that an older copy of the database would say again: none goes out until an operator has confirmed that the copy is the one to go on with. */
import type { Database } from '../../prisma/database';
import { passOver } from '../../prisma/noticeChanges';
import { rememberFrom } from '../agreements';
import type { Clock } from '../clock';
import { addDays, dayIn, startOfDay } from '../day';
import { giveUpMails } from '../mailQueue';
import type { Memory } from '../memory';

export interface RestoreGuard {
  /** The database is another one than that in which the notices were sent. */
  isPaused(): boolean;
  /** Looks again: a copy may have been put in its place under a running Lotse, and somebody may have confirmed it in another process. */
  refresh(): Promise<void>;
  /** An operator goes on with it: what was due until the end of the day is passed over, since it may have been said. */
  confirm(): Promise<void>;
}

export interface RestoreGuardParts {
  readonly database: Database;
  readonly memory: Memory;
  readonly clock: Clock;
  /** ALSO's own zone. */
  readonly zone: string;
}

const NAME = 'notices.database';
/** Mails in which Lotse speaks first. */
export const HELD_MAILS: readonly string[] = ['notice', 'account'];

export async function createRestoreGuard({ database, memory, clock, zone }: RestoreGuardParts): Promise<RestoreGuard> {
  let identity = await database.identity();
  let known = await memory.begin(NAME, identity);
  return {
    isPaused: () => known !== identity,
    refresh: async () => {
      identity = await database.identity();
      known = await memory.begin(NAME, identity);
    },
    confirm: async () => {
      const now = clock.now();
      const tomorrow = startOfDay(addDays(dayIn(zone, now), 1), zone);
      await database.prisma.$transaction([
        passOver(database, tomorrow, now),
        giveUpMails(database, HELD_MAILS, now),
        rememberFrom(database, tomorrow),
      ]);
      await memory.keep(NAME, identity);
      known = identity;
    },
  };
}
