/** Shows that somebody is writing while an answer takes longer than a moment, and never once it is there. */
import type { Channel } from './channels/channel';

export interface TypingParts {
  readonly afterMs: number;
  /** The door to what happens later: does it after so long, unless it is called off. */
  readonly later?: (work: () => void, ms: number) => () => void;
}

export interface Typing {
  /** Ends with the work, and only once nothing can be shown any more. */
  during<T>(channel: Channel, address: string, work: () => Promise<T>): Promise<T>;
}

export function createTyping({ afterMs, later = inTime }: TypingParts): Typing {
  return {
    during: async (channel, address, work) => {
      const { way } = channel;
      if (way.kind !== 'post' || !way.typing) return work();
      const { typing } = way;
      let shown: Promise<void> | undefined;
      const callOff = later(() => { shown = typing(address).catch(() => {}); }, afterMs);
      try {
        return await work();
      } finally {
        callOff();
        await shown;
      }
    },
  };
}

function inTime(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
