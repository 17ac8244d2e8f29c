/** Who of those who write is a person of support. Asked for each message, so the answer is kept for as long as a change of roles may take. */
import type { Clock } from '../../services/clock';
import type { Sender } from '../channels/channel';

/** A person of support, as their chat needs them. */
export interface ChatAgent {
  readonly id: string;
  readonly name: string;
  readonly firstName: string;
  readonly roles: readonly string[];
  /** Empty for all. */
  readonly languages: readonly string[];
  readonly topics: readonly string[];
  readonly conversationId: string | null;
}

export interface Senders {
  /** The agent, fresh, where there is one with a role that talks with contacts. */
  find(sender: Sender): Promise<ChatAgent | undefined>;
}

const KEPT_MS = 30_000;
const MOST = 20_000;
const ROLES = ['agent', 'lead'];

export function createSenders(findBySender: (sender: { readonly tenant: string; readonly id: string }) => Promise<ChatAgent | undefined>, clock: Clock): Senders {
  const strangers = new Map<string, number>();
  return {
    find: async ({ tenant, id }) => {
      const key = `${tenant}|${id}`;
      const nowMs = clock.monotonicMs();
      if ((strangers.get(key) ?? -Infinity) > nowMs - KEPT_MS) return undefined;
      const agent = await findBySender({ tenant, id });
      if (agent?.roles.some((role) => ROLES.includes(role))) return agent;
      strangers.delete(key);
      if (strangers.size >= MOST) strangers.delete(strangers.keys().next().value!);
      strangers.set(key, nowMs);
      return undefined;
    },
  };
}
