/** Whether Lotse can be reached: tries until it can, and says so where it cannot. */
import { openConversation } from './directline';
import { elementOf } from './elements';
import { keepSession, type Session } from './session';
import { wordOf } from './texts';

/** Asks for a conversation until there is one. */
export async function openPatiently(): Promise<Session> {
  for (let wait = 1_000; ; wait = Math.min(wait * 2, 15_000)) {
    try {
      const session = await openConversation();
      keepSession(session);
      return session;
    } catch {
      reportConnection(false);
      await new Promise((resolve) => { setTimeout(resolve, wait); });
    }
  }
}

export function reportConnection(isConnected: boolean): void {
  elementOf('offline').textContent = isConnected ? '' : wordOf('offline') || '…';
}
