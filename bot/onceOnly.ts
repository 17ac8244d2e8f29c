/** Which replies of a turn nobody may be told twice. Pure. */
import type { Channel } from './channels/channel';
import type { TurnResult } from './turn';

/** All of somebody's words; where a hub is asked to take a handoff that alone, and what Lotse says beside it is said like anything else. */
export function isOnceOnly({ isOnce, replies }: Pick<TurnResult, 'isOnce' | 'replies'>, asksFor: Channel['asksFor'], place: number): boolean {
  const asks = (at: number) => asksFor?.(replies[at]!) !== undefined;
  return isOnce === true && (asks(place) || !replies.some((_reply, at) => asks(at)));
}
