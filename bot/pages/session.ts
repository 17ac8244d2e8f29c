/** What the browser remembers: which conversation is its own, and nothing else. */
export interface Session {
  readonly conversationId: string;
  readonly token: string;
}

const KEY = 'lotse';

export function findSession(): Session | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Session> | null;
    if (typeof kept?.conversationId !== 'string' || typeof kept.token !== 'string') return undefined;
    return { conversationId: kept.conversationId, token: kept.token };
  } catch {
    return undefined;
  }
}

/** Keeps the session; where the browser refuses, it lasts as long as the page. */
export function keepSession(session: Session | undefined): void {
  try {
    if (session) localStorage.setItem(KEY, JSON.stringify(session));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is switched off: the conversation ends with the page.
  }
}
