/**
 * Carries replies to the Bot Connector service, on kept-alive connections: each in one post. Whether another one follows is not decided
 * here.
 */
import type { Activity } from 'botbuilder';
import { NetworkError, type Network } from '../../../services/network';
import type { Delivery } from '../channel';
import { deliveryOf, isTokenRefused } from './connectorAnswer';
import { isServiceUrlAllowed, type ServiceUrlRule } from './serviceUrl';

export interface ConnectorSettings {
  readonly rule: ServiceUrlRule;
  readonly timeoutMs: number;
  /** The bearer for the connector, or undefined where none is needed (local mode). */
  readonly token: () => Promise<string | undefined>;
  /** The bearer was refused: the next one is fetched anew. */
  readonly forgetToken: () => void;
  readonly now: () => Date;
}

/** A conversation at a connector. */
export interface Place {
  readonly serviceUrl: string;
  readonly conversation: string;
}

export interface Connector {
  send(at: Place, reply: Partial<Activity>, mayStill?: () => boolean): Promise<Delivery>;
}

export function createConnector(network: Network, { rule, timeoutMs, token, forgetToken, now }: ConnectorSettings): Connector {
  return {
    send: async (at, reply, mayStill) => {
      if (!isServiceUrlAllowed(rule, at.serviceUrl)) return { kind: 'refused', cause: 'refused' };
      const bearer = await token().then((known) => ({ known }), () => undefined);
      // Nothing has left where the sign-in is down.
      if (!bearer) return { kind: 'later' };
      const answer = await network.request({
        method: 'POST', url: addressOf(at, reply), body: JSON.stringify(reply), timeoutMs, isPublic: !rule.isLocal,
        ...(bearer.known !== undefined && { headers: { authorization: `Bearer ${bearer.known}` } }), ...(mayStill && { mayLeave: mayStill }),
      }).catch((error: unknown) => {
        if (error instanceof NetworkError) return error;
        throw error;
      });
      if (isTokenRefused(answer)) forgetToken();
      return deliveryOf(answer, now());
    },
  };
}

function addressOf({ serviceUrl, conversation }: Place, { replyToId }: Partial<Activity>): string {
  const base = serviceUrl.endsWith('/') ? serviceUrl.slice(0, -1) : serviceUrl;
  return `${base}/v3/conversations/${encodeURIComponent(conversation)}/activities${replyToId ? `/${encodeURIComponent(replyToId)}` : ''}`;
}
