/**
 * Carries a message to where a person is now. A personal chat may be gone though the person is there, as after the app
 * was added anew; then the connector names the present one, and the message is said in that, and all that follows.
 */
import type { Activity } from 'botbuilder';
import { rememberedAs, type Delivery, type Post } from '../channel';
import { readAddress, type Address } from './address';
import type { Connector } from './connector';

/** A person is spoken to in another conversation from now on; both as they are remembered. */
export type Moved = (from: string, to: string, address: string) => Promise<void>;

export function createDelivery(channel: string, connector: Connector, moved: Moved): Post['deliver'] {
  async function sayAnew(old: Address & { readonly tenant: string }, { replyToId: _gone, ...reply }: Partial<Activity>, mayStill: (() => boolean) | undefined): Promise<Delivery> {
    const opened = await connector.open(old, mayStill);
    if (!('conversation' in opened)) return opened;
    const { conversation } = opened;
    if (conversation === old.conversation) return { kind: 'refused', cause: 'gone' };
    const present: Address = { ...old, conversation };
    const delivery = await connector.send(present, { ...reply, conversation: { id: conversation } as Activity['conversation'] }, mayStill);
    if (delivery.kind === 'delivered') await moved(rememberedAs(channel, old.conversation), rememberedAs(channel, conversation), JSON.stringify(present));
    return delivery;
  }

  return async (address, reply, mayStill) => {
    const at = readAddress(address);
    const delivery = await connector.send(at, reply, mayStill);
    const { tenant } = at;
    return delivery.kind === 'refused' && delivery.cause === 'gone' && tenant !== undefined ? sayAnew({ ...at, tenant }, reply, mayStill) : delivery;
  };
}
