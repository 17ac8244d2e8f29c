/** Web chat conversations as Direct Line clients know them: who may read one, and what was said in it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Database } from '../prisma/database';
import type { Clock } from './clock';
import type { Eraser } from './erasures';
import type { Random } from './random';

export interface WebchatKey {
  readonly conversationId: string;
  readonly token: string;
}

export type Admission = 'admitted' | 'unknown' | 'forbidden' | 'expired';

export interface Webchats {
  /** Opens a conversation; its token begins with its id, the rest is random, and only a hash is kept. */
  open(lifeMs: number): Promise<WebchatKey>;
  admit(conversationId: string, token: string | undefined): Promise<Admission>;
  /** It is in use: its token lives on for so long from now. Written where half of that has passed. */
  keep(conversationId: string, lifeMs: number): Promise<void>;
  /** Lengthens the life of the token. */
  renew(conversationId: string, lifeMs: number): Promise<void>;
  /** What was said in a conversation (by the id under which it is remembered) after a watermark, oldest first, at most 200 activities; the new watermark goes with it. */
  read(conversationId: string, watermark: bigint): Promise<{ activities: unknown[]; watermark: string }>;
  readonly erase: Eraser;
  /** Forgets what was said longer ago than `logDays`, and tokens that have run out. Returns how many rows went. */
  forget(logDays: number): Promise<number>;
}

const PAGE = 200;
const DAY_MS = 86_400_000;

export function createWebchats(database: Database, clock: Clock, random: Random): Webchats {
  const until = (lifeMs: number) => new Date(clock.now().getTime() + lifeMs);
  return {
    open: async (lifeMs) => {
      const conversationId = random.token(16);
      const key = { conversationId, token: `${conversationId}${random.token(32)}` };
      await database.prisma.webchatConversation.create({ data: { id: key.conversationId, tokenHash: hash(key.token), expiresAt: until(lifeMs) } });
      return key;
    },
    admit: async (conversationId, token) => {
      const conversation = await database.prisma.webchatConversation.findUnique({ where: { id: conversationId } });
      if (token === undefined) return 'unknown';
      if (!conversation || !timingSafeEqual(Buffer.from(conversation.tokenHash), Buffer.from(hash(token)))) return 'forbidden';
      return conversation.expiresAt < clock.now() ? 'expired' : 'admitted';
    },
    renew: async (conversationId, lifeMs) => {
      await database.prisma.webchatConversation.update({ where: { id: conversationId }, data: { expiresAt: until(lifeMs) } });
    },
    keep: async (conversationId, lifeMs) => {
      await database.prisma.webchatConversation.updateMany({ where: { id: conversationId, expiresAt: { gt: clock.now(), lt: until(lifeMs / 2) } }, data: { expiresAt: until(lifeMs) } });
    },
    read: async (conversationId, watermark) => {
      const rows = await database.prisma.webchatActivity.findMany({
        where: { conversationId, watermark: { gt: watermark } }, orderBy: { watermark: 'asc' }, take: PAGE,
      });
      return { activities: rows.map((row) => JSON.parse(row.activity) as unknown), watermark: String(rows.at(-1)?.watermark ?? watermark) };
    },
    erase: async (transaction, { conversationIds, present }) => {
      const others = conversationIds.filter((id) => id !== present.conversationId).map((id) => id.slice(id.indexOf('|') + 1));
      const said = await transaction.webchatActivity.deleteMany({ where: { conversationId: { in: [...conversationIds] }, at: { lt: present.at } } });
      return said.count + (await transaction.webchatConversation.deleteMany({ where: { id: { in: others } } })).count;
    },
    forget: async (logDays) => {
      const log = await database.prisma.webchatActivity.deleteMany({ where: { at: { lt: until(-logDays * DAY_MS) } } });
      const expired = await database.prisma.webchatConversation.deleteMany({ where: { expiresAt: { lt: clock.now() } } });
      return log.count + expired.count;
    },
  };
}

function hash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
