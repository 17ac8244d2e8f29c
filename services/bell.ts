/** What is rung between processes, as the console hears it. */
import type { Database, Listening, Transaction } from '../prisma/database';

export type { Listening };

/** Somebody is called to a handoff: one agent, those with a role, or everybody who may take it. */
export interface Call {
  readonly handoffId: string;
  readonly agentId?: string;
  readonly role?: 'lead';
}

/** What nobody listens for is not looked at. */
export interface Hearing {
  readonly onHandoff?: (id: string) => void;
  /** With the number of the last thing that was said there. */
  readonly onSaying?: (conversationId: string, watermark: string) => void;
  readonly onCall?: (call: Call) => void;
  readonly onSession?: (agentId: string) => void;
}

export interface Bell {
  call(call: Call, transaction?: Transaction): Promise<void>;
  listen(hearing: Hearing): Promise<Listening>;
}

const LAST = { name: 'lotse_last_saying', text: 'SELECT max(id)::text AS id FROM "Saying" WHERE "conversationId" = $1' };

export function createBell(database: Database): Bell {
  return {
    call: (call, transaction) => database.ring('calls', JSON.stringify(call), transaction),
    listen: ({ onHandoff, onSaying, onCall, onSession }) => {
      const sayingIn = async (conversationId: string) => {
        if (!onSaying) return;
        const [last] = await database.run<{ id: string | null }>(LAST, [conversationId]);
        onSaying(conversationId, last?.id ?? '0');
      };
      return database.listen((topic, payload) => {
        if (topic === 'handoffs') onHandoff?.(payload);
        // Whoever shows the conversation looks again anyway, as soon as the line is there again.
        else if (topic === 'sayings') sayingIn(payload).catch(() => {});
        else if (topic === 'sessions') onSession?.(payload);
        else onCall?.(JSON.parse(payload) as Call);
      });
    },
  };
}
