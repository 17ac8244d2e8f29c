/**
 * Whether a message that carries a marker has arrived: Webex can be asked, so nobody has to guess. What it lists of the bot's own
 * messages includes their cards, and a notice's buttons carry its number.
 */
import type { Post } from '../channel';
import { WebexError, type WebexApi } from './api';
import type { Address } from './delivery';
import { textOf, timeOf, type Self, type WebexMessage } from './resources';

/** So many messages, cards included, stay far below what is read of one answer. */
export const PER_PAGE = 25;
const MOST_PAGES = 40;
/** Two clocks need not agree, and reading too far costs little; reading too little would say a notice twice. */
const SKEW_MS = 6 * 3_600_000;

/** 'absent' only where everything since then was read; in groups bots may not list what they said themselves. */
export function createFind(api: WebexApi, self: () => Promise<Self>): NonNullable<Post['find']> {
  return async (address, marker, since) => {
    const { room } = JSON.parse(address) as Address;
    try {
      const { id } = await self();
      return (await isThere(api, { room, marker, since, id })) ? 'there' : 'absent';
    } catch (error) {
      if (error instanceof WebexError) return 'unknown';
      throw error;
    }
  };
}

async function isThere(api: WebexApi, { room, marker, since, id }: { room: string; marker: string; since: Date; id: string }): Promise<boolean> {
  const fromMs = since.getTime() - SKEW_MS;
  for await (const page of api.pages<WebexMessage>(messagesIn(room), MOST_PAGES, () => { throw new WebexError('endless'); })) {
    if (page.some((message) => message.personId === id && carries(message, marker))) return true;
    if (page.some(({ created }) => timeOf(created) < fromMs)) return false;
  }
  return false;
}

export function messagesIn(room: string): string {
  return `/messages?roomId=${encodeURIComponent(room)}&max=${PER_PAGE}`;
}

function carries({ text, markdown, html, attachments }: WebexMessage, marker: string): boolean {
  return [text, markdown, html].some((words) => textOf(words)?.includes(marker)) || JSON.stringify(attachments ?? '').includes(marker);
}
