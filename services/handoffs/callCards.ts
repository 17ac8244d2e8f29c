/** The cards by which people of support are called in a channel: one for each handoff, whichever instance posts or changes it; gone once it shows the end. */
import type { Database } from '../../prisma/database';
import type { Clock } from '../clock';

export interface CallCard {
  readonly handoffId: string;
  readonly channel: string;
  readonly address: string;
  /** What the channel calls it: undefined where it is not there yet, empty where nobody knows. */
  readonly message: string | undefined;
  readonly shown: string;
}

export interface CallCards {
  find(handoffId: string): Promise<CallCard | undefined>;
  /** All that do not show an end yet, and who waits for our own people without one. */
  open(): Promise<readonly string[]>;
  /** For this instance alone, for a while; false while another has it. */
  claim(handoffId: string, place: Pick<CallCard, 'channel' | 'address'>): Promise<boolean>;
  /** It is there, and shows this. */
  show(handoffId: string, message: string, shown: string): Promise<void>;
  /** It could not be changed now: somebody tries again. */
  release(handoffId: string): Promise<void>;
  drop(handoffId: string): Promise<void>;
}

/** Longer than a post may take. */
const LEASE_MS = 60_000;

export function createCallCards({ prisma }: Database, clock: Clock): CallCards {
  return {
    find: async (handoffId) => {
      const row = await prisma.handoffCard.findUnique({ where: { handoffId } });
      return row ? { ...row, message: row.message ?? undefined } : undefined;
    },
    open: async () => {
      const cards = await prisma.handoffCard.findMany({ select: { handoffId: true } });
      const waiting = await prisma.handoff.findMany({ where: { state: 'waiting', via: null }, select: { id: true } });
      return [...new Set([...cards.map(({ handoffId }) => handoffId), ...waiting.map(({ id }) => id)])];
    },
    claim: async (handoffId, { channel, address }) => {
      const now = clock.now();
      const leasedUntil = new Date(now.getTime() + LEASE_MS);
      const { count } = await prisma.handoffCard.createMany({ data: [{ handoffId, channel, address, leasedUntil }], skipDuplicates: true });
      if (count === 1) return true;
      return (await prisma.handoffCard.updateMany({ where: { handoffId, OR: [{ leasedUntil: null }, { leasedUntil: { lte: now } }] }, data: { leasedUntil } })).count === 1;
    },
    show: async (handoffId, message, shown) => { await prisma.handoffCard.updateMany({ where: { handoffId }, data: { message, shown, leasedUntil: null } }); },
    release: async (handoffId) => { await prisma.handoffCard.updateMany({ where: { handoffId }, data: { leasedUntil: null } }); },
    drop: async (handoffId) => { await prisma.handoffCard.deleteMany({ where: { handoffId } }); },
  };
}
