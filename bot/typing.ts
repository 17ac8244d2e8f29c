/** Shows that somebody is writing while an answer takes longer than a moment, and never once it is there. */
import type { Channel } from './channels/channel';

export interface TypingParts {
  readonly afterMs: number;
  /** The door to what happens later: does it after so long, unless it is called off. */
  readonly later?: (work: () => void, ms: number) => () => void;
}

export interface Typing {
  /** Ends with the work, and once nothing can be shown any more; that takes a moment at most. */
  during<T>(channel: Channel, address: string, work: () => Promise<T>): Promise<T>;
}

/** So long at most an answer waits until it is out, whatever that waits for. */
const LONGEST_MS = 1000;

export function createTyping({ afterMs, later = inTime }: TypingParts): Typing {
  return {
    during: async (channel, address, work) => {
      const { way } = channel;
      if (way.kind !== 'post' || !way.typing) return work();
      const { typing } = way;
      let shown: Promise<void> | undefined;
      let isOver = false;
      const callOff = later(() => { shown = atMost(LONGEST_MS, typing(address, () => !isOver).catch(() => {})); }, afterMs);
      try {
        return await work();
      } finally {
        callOff();
        isOver = true;
        await shown;
      }
    },
  };
}

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let end = () => {};
  await Promise.race([work, new Promise<void>((resolve) => { end = inTime(resolve, ms); })]);
  end();
}

function inTime(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
