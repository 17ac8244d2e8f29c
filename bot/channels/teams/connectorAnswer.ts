/** What an answer of the Bot Connector service means: by its status, and by the code in its body. */
import { NetworkError, type NetworkAnswer } from '../../../services/network';
import type { Delivery, Refusal } from '../channel';

type Answer = NetworkAnswer | NetworkError;

const GATEWAY = new Set([502, 503, 504]);
/** Asks for patience, and certainly has not taken the message. */
const THROTTLED = new Set([412, 429]);
const UNINSTALLED = new Set(['BotNotInConversationRoster', 'BotDisabledByAdmin']);
/** Longer than a channel is obeyed: by then the message waits for another tick anyway. */
const LONGEST_RETRY_MS = 15 * 60_000;
const USUAL_RETRY_MS = 1000;

export function deliveryOf(answer: Answer, now: Date): Delivery {
  if (answer instanceof NetworkError) return answer.isRefused ? { kind: 'later' } : { kind: 'ambiguous', cause: answer.code };
  const { status } = answer;
  if (status < 300) return delivered(answer);
  if (THROTTLED.has(status)) return { kind: 'later', retryAfterMs: retryAfterMs(answer.headers['retry-after'], now) };
  if (status === 401) return { kind: 'later' };
  if (status >= 500 || status === 408) return { kind: 'ambiguous', cause: String(status), ...(GATEWAY.has(status) && { isGateway: true }) };
  return { kind: 'refused', cause: refusalOf(answer) };
}

export function isTokenRefused(answer: Answer): boolean {
  return !(answer instanceof NetworkError) && answer.status === 401;
}

function delivered({ body }: NetworkAnswer): Delivery {
  const { id } = contentOf(body);
  return { kind: 'delivered', ...(typeof id === 'string' && id !== '' && { id }) };
}

function refusalOf({ status, body }: NetworkAnswer): Refusal {
  const { code } = (contentOf(body).error ?? {}) as { code?: unknown };
  if (status === 403) return UNINSTALLED.has(String(code)) ? 'uninstalled' : 'blocked';
  if (status === 404) return 'gone';
  return status === 413 ? 'tooLarge' : 'refused';
}

/** Seconds or a date, as HTTP has it; nothing and nonsense mean a second. */
function retryAfterMs(header: string | undefined, now: Date): number {
  const seconds = Number(header);
  const ms = seconds > 0 ? seconds * 1000 : Date.parse(header ?? '') - now.getTime();
  return ms > 0 ? Math.min(ms, LONGEST_RETRY_MS) : USUAL_RETRY_MS;
}

/** Whatever a body holds; a gateway's page holds nothing. */
function contentOf(body: string): Record<string, unknown> {
  try {
    return (JSON.parse(body) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
