/**
 * Carries replies to the Bot Connector service: in order, on kept-alive connections. Only refusals that are definite
 * are tried again, and a gateway's answer once: an answer that was lost may mean a message that was delivered.
 */
import type { Activity } from 'botbuilder';
import { NetworkError, type Network, type NetworkAnswer } from '../../services/network';
import type { Delivery } from './channel';
import { isServiceUrlAllowed, type ServiceUrlRule } from './serviceUrl';

export interface ConnectorSettings {
  readonly rule: ServiceUrlRule;
  readonly timeoutMs: number;
  /** The bearer for the connector, or undefined where none is needed (local mode). */
  readonly token: () => Promise<string | undefined>;
  /** The bearer was refused: the next one is fetched anew. */
  readonly forgetToken: () => void;
  readonly pause: (ms: number) => Promise<void>;
}

export interface Connector {
  send(serviceUrl: string, reply: Partial<Activity>): Promise<Delivery>;
}

const TRIES = 4;
const LONGEST_PAUSE_MS = 10_000;
const GATEWAY = new Set([502, 503, 504]);

export function createConnector(network: Network, settings: ConnectorSettings): Connector {
  async function post(serviceUrl: string, reply: Partial<Activity>): Promise<NetworkAnswer | NetworkError> {
    const token = await settings.token();
    try {
      return await network.request({
        method: 'POST', url: addressOf(serviceUrl, reply), body: JSON.stringify(reply), timeoutMs: settings.timeoutMs,
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
      });
    } catch (error) {
      if (error instanceof NetworkError) return error;
      throw error;
    }
  }

  return {
    send: async (serviceUrl, reply) => {
      if (!isServiceUrlAllowed(settings.rule, serviceUrl)) return 'refused';
      let gatewayTries = 0;
      for (let attempt = 1; ; attempt += 1) {
        const answer = await post(serviceUrl, reply);
        const next = judge(answer, gatewayTries);
        if (next.delivery) return next.delivery;
        if (attempt === TRIES) return next.isGateway ? 'ambiguous' : 'unreachable';
        if (next.isGateway) gatewayTries += 1;
        if (next.isTokenRefused) settings.forgetToken();
        await settings.pause(Math.min(LONGEST_PAUSE_MS, next.pauseMs ?? 250 * 2 ** attempt));
      }
    },
  };
}

/** What an answer means; without a delivery it is tried again after a pause. */
function judge(answer: NetworkAnswer | NetworkError, gatewayTries: number): { delivery?: Delivery; pauseMs?: number; isGateway?: true; isTokenRefused?: true } {
  if (answer instanceof NetworkError) return answer.isRefused ? {} : { delivery: 'ambiguous' };
  if (answer.status < 300) return { delivery: 'delivered' };
  if (answer.status === 429 || answer.status === 412) return { pauseMs: retryAfterMs(answer) };
  if (GATEWAY.has(answer.status)) return gatewayTries === 0 ? { isGateway: true, pauseMs: 500 } : { delivery: 'ambiguous' };
  if (answer.status === 401) return { isTokenRefused: true };
  return { delivery: answer.status >= 500 || answer.status === 408 ? 'ambiguous' : 'refused' };
}

function retryAfterMs({ headers }: NetworkAnswer): number {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 1000;
}

function addressOf(serviceUrl: string, reply: Partial<Activity>): string {
  const base = serviceUrl.endsWith('/') ? serviceUrl.slice(0, -1) : serviceUrl;
  const conversation = encodeURIComponent(reply.conversation!.id);
  return `${base}/v3/conversations/${conversation}/activities${reply.replyToId ? `/${encodeURIComponent(reply.replyToId)}` : ''}`;
}
