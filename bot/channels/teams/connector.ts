/**
 * Carries replies to the Bot Connector service: in order, on kept-alive connections. Only refusals that are definite
 * are tried again, and a gateway's answer once: an answer that was lost may mean a message that was delivered. What
 * must not come twice is posted once, whatever happens.
 */
import type { Activity } from 'botbuilder';
import { NetworkError, type Network, type NetworkAnswer } from '../../../services/network';
import type { DeliverOptions, Delivery } from '../channel';
import { deliveryOf, isGateway, isTokenRefused } from './connectorAnswer';
import { isServiceUrlAllowed, type ServiceUrlRule } from './serviceUrl';

export interface ConnectorSettings {
  readonly rule: ServiceUrlRule;
  readonly timeoutMs: number;
  /** The bearer for the connector, or undefined where none is needed (local mode). */
  readonly token: () => Promise<string | undefined>;
  /** The bearer was refused: the next one is fetched anew. */
  readonly forgetToken: () => void;
  readonly pause: (ms: number) => Promise<void>;
  readonly now: () => Date;
}

/** A conversation at a connector. */
export interface Place {
  readonly serviceUrl: string;
  readonly conversation: string;
}

export interface Connector {
  send(at: Place, reply: Partial<Activity>, options?: DeliverOptions): Promise<Delivery>;
}

const TRIES = 4;
const LONGEST_PAUSE_MS = 10_000;
const GATEWAY_PAUSE_MS = 500;

export function createConnector(network: Network, settings: ConnectorSettings): Connector {
  const door: Door = {
    settings,
    post: (at, reply, token, mayLeave) => network.request({
      method: 'POST', url: addressOf(at, reply), body: JSON.stringify(reply), timeoutMs: settings.timeoutMs,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }), ...(mayLeave && { mayLeave }),
    }).catch((error: unknown) => {
      if (error instanceof NetworkError) return error;
      throw error;
    }),
  };
  return {
    send: async (at, reply, { once, mayStill = () => true } = {}) => {
      if (!isServiceUrlAllowed(settings.rule, at.serviceUrl)) return { kind: 'refused', cause: 'refused' };
      return once ? postOnce(door, at, reply, mayStill) : postPatiently(door, at, reply);
    },
  };
}

interface Door {
  readonly settings: ConnectorSettings;
  post(at: Place, reply: Partial<Activity>, token: string | undefined, mayLeave?: () => boolean): Promise<NetworkAnswer | NetworkError>;
}

async function postOnce({ settings, post }: Door, at: Place, reply: Partial<Activity>, mayStill: () => boolean): Promise<Delivery> {
  const bearer = await settings.token().then((token) => ({ token }), () => undefined);
  if (!bearer) return { kind: 'later' };
  const answer = await post(at, reply, bearer.token, mayStill);
  if (isTokenRefused(answer)) settings.forgetToken();
  return deliveryOf(answer, settings.now());
}

async function postPatiently({ settings, post }: Door, at: Place, reply: Partial<Activity>): Promise<Delivery> {
  let hasGatewayFailed = false;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(at, reply, await settings.token());
    const delivery = deliveryOf(answer, settings.now());
    const mayRepeat = delivery.kind === 'later' || (isGateway(answer) && !hasGatewayFailed);
    if (!mayRepeat || attempt === TRIES) return delivery;
    hasGatewayFailed ||= isGateway(answer);
    if (isTokenRefused(answer)) settings.forgetToken();
    const askedMs = delivery.kind === 'later' ? delivery.retryAfterMs ?? 250 * 2 ** attempt : GATEWAY_PAUSE_MS;
    await settings.pause(Math.min(LONGEST_PAUSE_MS, askedMs));
  }
}

function addressOf({ serviceUrl, conversation }: Place, { replyToId }: Partial<Activity>): string {
  const base = serviceUrl.endsWith('/') ? serviceUrl.slice(0, -1) : serviceUrl;
  return `${base}/v3/conversations/${encodeURIComponent(conversation)}/activities${replyToId ? `/${encodeURIComponent(replyToId)}` : ''}`;
}
