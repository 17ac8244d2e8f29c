/** Carries replies to Webex, each in one post, but for one whose thread is gone; what its answer means. Whether another one follows is not decided here. */
import { NetworkError } from '../../../services/network';
import type { Log } from '../../log';
import type { Delivery, Post, Refusal, Reply } from '../channel';
import { WebexError, contentOf, type Outcome, type WebexApi } from './api';
import type { HeardRooms } from './heard';
import { timeOf } from './resources';

/** Where a conversation is: a direct room, or a space with others in it. */
export interface Address {
  readonly room: string;
}

export function addressOf(room: string): string {
  return JSON.stringify({ room } satisfies Address);
}

const GATEWAY = new Set([502, 503, 504]);

export function createDelivery(api: WebexApi, log: Log, heard: Pick<HeardRooms, 'say'>): Post['deliver'] {
  return async (address, reply, mayStill) => {
    const { room } = JSON.parse(address) as Address;
    const post = (said: Reply) => api.send('POST', '/messages', { roomId: room, ...said }, mayStill);
    const { parentId, ...outside } = reply;
    const first = await post(reply);
    // Who takes back the message that began a thread still gets an answer: what was refused for it was certainly not said.
    const outcome = parentId !== undefined && isUnknown(first) ? await post(outside) : first;
    if (!('restMs' in outcome) && !(outcome instanceof NetworkError) && outcome.status === 401) log.error('webex refuses the token', { expected: 'a valid WEBEX_ACCESS_TOKEN' });
    return deliveryOf(outcome, (created) => heard.say(room, timeOf(created)));
  };
}

/** So Webex may answer where it does not know the thread. */
function isUnknown(outcome: Outcome): boolean {
  return 'status' in outcome && (outcome.status === 400 || outcome.status === 404);
}

function deliveryOf(outcome: Outcome, onSaid: (created: unknown) => void): Delivery {
  if ('restMs' in outcome) return { kind: 'later', retryAfterMs: outcome.restMs };
  if (outcome instanceof NetworkError) return outcome.isRefused ? { kind: 'later' } : { kind: 'ambiguous', cause: outcome.code };
  const { status } = outcome;
  if (status >= 200 && status < 300) return delivered(outcome, onSaid);
  if (status === 401) return { kind: 'later' };
  if (status >= 500 || status === 408) return { kind: 'ambiguous', cause: String(status), ...(GATEWAY.has(status) && { isGateway: true }) };
  return { kind: 'refused', cause: refusalOf(status) };
}

/** Accepted is accepted, even where the answer is no JSON. */
function delivered(outcome: Parameters<typeof contentOf>[0], onSaid: (created: unknown) => void): Delivery {
  try {
    const { id, created } = contentOf(outcome);
    onSaid(created);
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
