/** What Lotse remembers of a conversation and its contact, read from the tables as a turn reads it. */
import { readState, type ConversationState } from '../dialogs/state';
import type { Database } from '../prisma/database';

export interface Kept {
  readonly id: string;
  readonly contactId: string;
  readonly version: number;
  readonly state: ConversationState;
}

/** Conversations whose remembered id begins so, in the order of their ids. */
export async function keptOf(database: Database, idBegins: string): Promise<Kept[]> {
  const rows = await database.prisma.conversation.findMany({ where: { id: { startsWith: idBegins } }, orderBy: { id: 'asc' } });
  return Promise.all(rows.map(async ({ id, contactId, version, state }) => {
    const contact = await database.prisma.contact.findUniqueOrThrow({ where: { id: contactId } });
    return { id, contactId, version, state: readState(state, contact.state) };
  }));
}

export async function getKept(database: Database, idBegins: string): Promise<Kept> {
  const [kept, ...more] = await keptOf(database, idBegins);
  if (!kept || more.length > 0) throw new Error(`Expected one conversation "${idBegins}…", found ${kept ? more.length + 1 : 0}.`);
  return kept;
}

/** Procedures that somebody has walked to an end, as the conversations remember it. */
export async function endedIn(database: Database): Promise<string[]> {
  return (await keptOf(database, '')).flatMap(({ state }) => Object.values(state.journeys))
    .filter(({ status }) => status !== 'open').map(({ journey }) => journey.procedure);
}
