/**
 * A card whose buttons are over shows what was chosen on it instead of them. Best effort, beside everything else: the
 * replies are out by then, and a press on what an old client still shows is answered kindly anyway.
 */
import { showMoment } from '../dialogs/identity/verificationWording';
import type { Language } from '../locales';
import type { Services } from '../services';
import type { Channel, Incoming } from './channels/channel';
import { findSaidWith } from './channels/saidCard';
import type { Log } from './log';

export interface UsedCardsParts {
  readonly services: Pick<Services, 'turns' | 'contacts' | 'clock'>;
  readonly log: Log;
}

/** A press that was taken, on a card that is over now. */
export interface UsedCard {
  readonly conversationId: string;
  readonly contactId: string;
  readonly language: Language;
  readonly press: NonNullable<Incoming['heard']['press']>;
  readonly incoming: Incoming;
  readonly channel: Channel;
}

export interface UsedCards {
  /** Shows it in the background, once the replies are out; not where they are not, since the contact may need the buttons still. */
  show(used: UsedCard, sent: Promise<boolean>): void;
}

export function createUsedCards({ services: { turns, contacts, clock }, log }: UsedCardsParts): UsedCards {
  async function show({ conversationId, contactId, language, press, incoming: { address, heard, pressed }, channel: { way } }: UsedCard): Promise<void> {
    if (way.kind !== 'post' || !way.update || pressed?.on === undefined) return;
    const reply = await findSaidWith({ turns }, conversationId, press.card);
    // What is older than what is kept, and notices, stay as they are.
    if (!reply) return;
    const { timeZone } = await contacts.get(contactId);
    const when = showMoment(clock.now(), new Date(0), language, timeZone);
    await way.update(address, pressed.on, reply, { press, when, ...(!heard.isDirect && pressed.by !== undefined && { who: pressed.by }) });
  }
  return {
    show: (used, sent) => {
      sent.then((isOut) => (isOut ? show(used) : undefined)).catch((error: unknown) => log.info('card not updated', { conversation: used.conversationId, error }));
    },
  };
}
