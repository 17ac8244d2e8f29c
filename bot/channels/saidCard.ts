/** A card that was said in a turn of a conversation, found again by its number. */
import type { Services } from '../../services';
import type { Reply } from './channel';

/** Undefined for what is not kept any more, and for what was said outside a turn, as notices are. */
export async function findSaidWith({ turns }: Pick<Services, 'turns'>, conversationId: string, card: string): Promise<Reply | undefined> {
  const replies = await turns.findSaying(conversationId, card);
  return replies === undefined ? undefined : (JSON.parse(replies) as Reply[]).find((reply) => JSON.stringify(reply).includes(card));
}
