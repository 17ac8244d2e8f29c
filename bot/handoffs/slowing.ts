/** Whoever writes to a person faster than anybody can read is refused for a moment (limits.ts), and told so once, whichever instances refuse. */
import type { Services } from '../../services';
import { isAtHub } from '../../services/handoffs/handoff';
import { rememberedAs } from '../channels/channel';
import type { Log } from '../log';
import type { Turns } from '../turn';

export interface SlowingParts {
  readonly services: Pick<Services, 'handoffs' | 'clock'>;
  readonly turns: () => Pick<Turns, 'tell'>;
  /** The channels on which a conversation of that name may be. */
  readonly channels: () => readonly string[];
  readonly log: Log;
}

/** So long one telling is for all instances; each tells once in that time (limits.ts). */
const WINDOW_MS = 600_000;

/** Takes the channel's own name of a conversation; does not throw. */
export function createSlowing({ services, turns, channels, log }: SlowingParts): (conversation: string) => void {
  const tell = async (conversation: string): Promise<void> => {
    for (const channel of channels()) {
      const conversationId = rememberedAs(channel, conversation);
      const handoff = await services.handoffs.findIn(conversationId);
      // Where a hub has it, Lotse is silent.
      if (handoff?.state === 'joined' && !isAtHub(handoff)) await turns().tell(conversationId, `slowed|${handoff.id}|${Math.floor(services.clock.now().getTime() / WINDOW_MS)}`, { occasion: { kind: 'slowed', handoffId: handoff.id } });
    }
  };
  return (conversation) => void tell(conversation).catch((error: unknown) => log.error('not told to write more slowly', { error }));
}
