/** Routes: the ways to reach a contact. A conversation is one while nobody else reads along in it and the channel takes what is said there; a mailbox is one once it was proven. */
import type { Database } from '../prisma/database';
import { buryRoute, leaveRoute, moveRoute, readLiveRoutes, type LiveRoute } from '../prisma/routes';
import type { Clock } from './clock';

export type { LiveRoute };

/** Why a route is dead: the app was taken away, the contact or an administrator blocks it, the conversation is not there any more, the channel refuses. */
export type DeadCause = 'uninstalled' | 'blocked' | 'gone' | 'refused';

export interface Routes {
  /** The conversations of contacts that live, by contact, the one last used first. */
  of(contactIds: readonly string[]): Promise<ReadonlyMap<string, readonly LiveRoute[]>>;
  /** Nothing is said there any more until something is heard from there. */
  bury(conversationId: string, cause: DeadCause): Promise<void>;
  /** Lotse was taken away there: what the contact had said before that revives nothing, even if it is taken in later. What was said after it stands, even if it was taken in before. */
  leave(conversationId: string, saidAt: Date): Promise<void>;
  /** The person is spoken to in another conversation from now on, with the same state, and not in this one any more. */
  move(from: string, to: string, address: string): Promise<void>;
}

export function createRoutes(database: Database, clock: Clock): Routes {
  return {
    of: async (contactIds) => {
      const routes = await readLiveRoutes(database, contactIds);
      return new Map(contactIds.map((contactId) => [contactId, routes.filter((route) => route.contactId === contactId)]));
    },
    bury: (conversationId, cause) => buryRoute(database, conversationId, cause, clock.now()),
    move: (from, to, address) => moveRoute(database, from, to, address, clock.now()),
    leave: (conversationId, saidAt) => leaveRoute(database, conversationId, saidAt, clock.now()),
  };
}
