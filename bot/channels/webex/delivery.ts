/** Carries replies to Webex, one message each. Only refusals that are definite are tried again, and a gateway's answer once. */
import { NetworkError } from '../../../services/network';
import type { Log } from '../../log';
import type { DeliverOptions, Delivery, Post, Refusal, Reply } from '../channel';
import { SHORT_MS, WebexError, contentOf, type Outcome, type WebexApi } from './api';

export interface DeliveryParts {
  readonly api: WebexApi;
  readonly log: Log;
  readonly pause: (ms: number) => Promise<void>;
}

/** Where a conversation is: a direct room, or a space with others in it. */
export interface Address {
  readonly room: string;
}

export function addressOf(room: string): string {
  return JSON.stringify({ room } satisfies Address);
}

const TRIES = 4;
const GATEWAY_PAUSE_MS = 500;
const GATEWAY = new Set([502, 503, 504]);

export function createDelivery(parts: DeliveryParts): Post['deliver'] {
  return async (address, reply, options = {}) => {
    const { room } = JSON.parse(address) as Address;
    return options.once ? readOutcome(parts, await post(parts, room, reply, options)) : postPatiently(parts, room, reply);
  };
}

function post({ api }: DeliveryParts, room: string, reply: Reply, { mayStill }: DeliverOptions): Promise<Outcome> {
  return api.send('POST', '/messages', { roomId: room, ...reply }, mayStill);
}

async function postPatiently(parts: DeliveryParts, room: string, reply: Reply): Promise<Delivery> {
  let hasGatewayFailed = false;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await post(parts, room, reply, {});
    const delivery = readOutcome(parts, outcome);
    const isGateway = !('restMs' in outcome) && !(outcome instanceof NetworkError) && GATEWAY.has(outcome.status);
    const askedMs = delivery.kind === 'later' ? delivery.retryAfterMs ?? 250 * 2 ** attempt : GATEWAY_PAUSE_MS;
    const mayRepeat = (delivery.kind === 'later' && !isTokenRefused(outcome) && askedMs <= SHORT_MS) || (isGateway && !hasGatewayFailed);
    if (!mayRepeat || attempt === TRIES) return delivery;
    hasGatewayFailed ||= isGateway;
    await parts.pause(askedMs);
  }
}

function readOutcome({ log }: DeliveryParts, outcome: Outcome): Delivery {
  if ('restMs' in outcome) return { kind: 'later', retryAfterMs: outcome.restMs };
  if (outcome instanceof NetworkError) return outcome.isRefused ? { kind: 'later' } : { kind: 'ambiguous', cause: outcome.code };
  const { status } = outcome;
  if (status >= 200 && status < 300) return delivered(outcome);
  if (isTokenRefused(outcome)) {
    log.error('webex refuses the token', { status, expected: 'a valid WEBEX_ACCESS_TOKEN' });
    return { kind: 'later' };
  }
  if (status >= 500 || status === 408) return { kind: 'ambiguous', cause: String(status) };
  return { kind: 'refused', cause: refusalOf(status) };
}

function isTokenRefused(outcome: Outcome): boolean {
  return !('restMs' in outcome) && !(outcome instanceof NetworkError) && outcome.status === 401;
}

/** Accepted is accepted, even where the answer is no JSON. */
function delivered(outcome: Parameters<typeof contentOf>[0]): Delivery {
  try {
    const { id } = contentOf(outcome);
    return { kind: 'delivered', ...(typeof id === 'string' && id !== '' && { id }) };
  } catch (error) {
    if (error instanceof WebexError) return { kind: 'delivered' };
    throw error;
  }
}

/** Webex does not know a room in which Lotse is not; 403 stands for rooms in which it may not speak. */
function refusalOf(status: number): Refusal {
  if (status === 404 || status === 410) return 'gone';
  if (status === 403) return 'blocked';
  return status === 413 ? 'tooLarge' : 'refused';
}
