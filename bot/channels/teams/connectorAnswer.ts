/** What an answer of the Bot Connector service means: by its status, and by the code in its body. */
import { NetworkError, type NetworkAnswer } from '../../../services/network';
import type { Delivery, Refusal } from '../channel';

export type Answer = NetworkAnswer | NetworkError;

const GATEWAY = new Set([502, 503, 504]);
/** Asks for patience, and certainly has not taken the message. */
const THROTTLED = new Set([412, 429]);
/** Not the conversation is gone, but the message in it that was answered. */
const REFERENCE_LOST = 'ActivityNotFoundInConversation';
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

export function isReferenceLost(answer: Answer): boolean {
  return !(answer instanceof NetworkError) && answer.status === 404 && codeOf(answer) === REFERENCE_LOST;
}

/** The conversation that was opened, or undefined where it was not. */
export function openedBy(answer: Answer): string | undefined {
  if (answer instanceof NetworkError || answer.status >= 300) return undefined;
  const { id } = contentOf(answer.body);
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function delivered({ body }: NetworkAnswer): Delivery {
  const { id } = contentOf(body);
  return { kind: 'delivered', ...(typeof id === 'string' && id !== '' && { id }) };
}

function refusalOf(answer: NetworkAnswer): Refusal {
  const { status } = answer;
  if (status === 403) return UNINSTALLED.has(codeOf(answer)) ? 'uninstalled' : 'blocked';
  if (status === 404 && !isReferenceLost(answer)) return 'gone';
  return status === 413 ? 'tooLarge' : 'refused';
}

function codeOf({ body }: NetworkAnswer): string {
  return String((contentOf(body).error as { code?: unknown } | undefined)?.code);
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
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
