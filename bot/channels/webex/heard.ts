/**
 * What this process has heard and said in each room, by Webex's own clock: a room in which more happened holds something that was never
 * announced here, though the webhooks are well.
 */

export interface HeardRooms {
  /** A turn was taken for what was said then. */
  hear(room: string, atMs: number): void;
  /** Lotse said something then. */
  say(room: string, atMs: number): void;
  /** Whether nothing happened in the room that is not known here. */
  isKnown(room: string, lastActivityMs: number): boolean;
  /** Something of this room could not be heard. */
  doubt(room: string): void;
  /** Forgets rooms in which nothing happened since then. */
  forget(beforeMs: number): void;
}

/** What Lotse says so soon after somebody answers them; later, it speaks first, and what was said before may have been lost. */
const ANSWER_MS = 60_000;
/** A room's last activity need not be written in the same moment as the message that it was; nobody writes twice so fast. */
const SAME_MS = 100;

export function createHeardRooms(): HeardRooms {
  const until = new Map<string, number>();
  const known = (room: string) => until.get(room) ?? 0;
  const hear = (room: string, atMs: number) => { if (atMs > known(room)) until.set(room, atMs); };
  return {
    hear,
    say: (room, atMs) => { if (atMs - known(room) <= ANSWER_MS) hear(room, atMs); },
    isKnown: (room, lastActivityMs) => lastActivityMs <= known(room) + SAME_MS,
    doubt: (room) => void until.delete(room),
    forget: (beforeMs) => { for (const [room, atMs] of until) if (atMs < beforeMs) until.delete(room); },
  };
}
