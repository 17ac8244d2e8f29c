/**
 * The Bot Connector service, on kept-alive connections: each reply is carried there in one post. Whether another one follows is not decided
 * here, but where the whole request was refused for a bearer that is over, or for a reference to what was deleted.
 */
import type { Activity } from 'botbuilder';
import { NetworkError, type Network, type NetworkRequest } from '../../../services/network';
import type { Delivery } from '../channel';
import { deliveryOf, isReferenceLost, isTokenRefused, openedBy, type Answer } from './connectorAnswer';
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

/** Somebody to whom Lotse can speak alone. */
export interface Somebody {
  readonly serviceUrl: string;
  readonly bot: string;
  readonly contact: string;
  readonly tenant: string;
}

export interface Connector {
  send(at: Place, reply: Partial<Activity>, mayStill?: () => boolean): Promise<Delivery>;
  /** Opens the conversation of Lotse with one person; asked again, it is the same one. */
  open(somebody: Somebody, mayStill?: () => boolean): Promise<{ readonly conversation: string } | Delivery>;
  /** One try, of what may as well be lost: nobody hears how it ended, and it waits for no bearer. */
  hint(at: Place, hint: Partial<Activity>, timeoutMs: number, mayStill: () => boolean): Promise<void>;
  /** Puts another message in the place of one; one try. */
  replace(at: Place, message: string, by: Partial<Activity>): Promise<boolean>;
}

/** What is asked of the connector, but for the bearer. */
type Asked = Pick<NetworkRequest, 'method' | 'url' | 'timeoutMs'> & { readonly body: object };

export function createConnector(network: Network, settings: ConnectorSettings): Connector {
  const { rule, timeoutMs } = settings;
  const door: Door = {
    settings,
    ask: ({ body, ...asked }, token, mayLeave) => network.request({
      ...asked, body: JSON.stringify(body), isPublic: !rule.isLocal, ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }), ...(mayLeave && { mayLeave }),
    }).catch((error: unknown) => {
      if (error instanceof NetworkError) return error;
      throw error;
    }),
  };
  const isAllowed = ({ serviceUrl }: { readonly serviceUrl: string }) => isServiceUrlAllowed(rule, serviceUrl);
  return {
    send: async (at, reply, mayStill) => (isAllowed(at) ? send(door, at, reply, mayStill) : { kind: 'refused', cause: 'refused' }),
    open: async (somebody, mayStill) => (isAllowed(somebody) ? open(door, somebody, mayStill) : { kind: 'refused', cause: 'refused' }),
    hint: async (at, hint, withinMs, mayStill) => {
      const bearer = isAllowed(at) ? await bearerAtHand(settings) : undefined;
      if (bearer) await door.ask({ method: 'POST', url: activitiesOf(at), timeoutMs: withinMs, body: hint }, bearer.token, mayStill);
    },
    replace: async (at, message, by) => {
      const answer = isAllowed(at) ? await askWithBearer(door, { method: 'PUT', url: activitiesOf(at, message), timeoutMs, body: by }) : undefined;
      return answer !== undefined && !(answer instanceof NetworkError) && answer.status < 300;
    },
  };
}

interface Door {
  readonly settings: ConnectorSettings;
  ask(asked: Asked, token: string | undefined, mayLeave?: () => boolean): Promise<Answer>;
}

/** What is refused only because the message is gone that it refers to is said without that. */
async function send(door: Door, at: Place, { replyToId, ...reply }: Partial<Activity>, mayStill?: () => boolean): Promise<Delivery> {
  const say = (message: Partial<Activity>) => askWithBearer(door, { method: 'POST', url: activitiesOf(at, message.replyToId), timeoutMs: door.settings.timeoutMs, body: message }, mayStill);
  const first = await say({ ...reply, ...(replyToId && { replyToId }) });
  const answer = first && replyToId && isReferenceLost(first) ? await say(reply) : first;
  return answer ? deliveryOf(answer, door.settings.now()) : { kind: 'later' };
}

/** Nothing is said by opening, so an answer that was lost leaves nothing that could come twice; and what cannot be opened is gone. */
async function open(door: Door, { serviceUrl, bot, contact, tenant }: Somebody, mayStill?: () => boolean): Promise<{ conversation: string } | Delivery> {
  const body = { bot: { id: bot }, isGroup: false, members: [{ id: contact }], tenantId: tenant, channelData: { tenant: { id: tenant } } };
  const answer = await askWithBearer(door, { method: 'POST', url: `${baseOf(serviceUrl)}/v3/conversations`, timeoutMs: door.settings.timeoutMs, body }, mayStill);
  if (!answer) return { kind: 'later' };
  const conversation = openedBy(answer);
  if (conversation !== undefined) return { conversation };
  const delivery = deliveryOf(answer, door.settings.now());
  return delivery.kind === 'later' || (delivery.kind === 'refused' && delivery.cause !== 'refused') ? delivery : { kind: 'refused', cause: 'gone' };
}

/** Undefined where the bearer would have to be waited for. */
async function bearerAtHand({ token }: ConnectorSettings): Promise<{ readonly token: string | undefined } | undefined> {
  const none = new Promise<undefined>((resolve) => { setImmediate(() => resolve(undefined)); });
  return Promise.race([token().then((kept) => ({ token: kept }), () => undefined), none]);
}

/** Undefined where there is no bearer to be had, so that nothing has left; one that is refused is fetched anew, once. */
async function askWithBearer({ settings, ask }: Door, asked: Asked, mayStill?: () => boolean): Promise<Answer | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const bearer = await settings.token().then((token) => ({ token }), () => undefined);
    if (!bearer) return undefined;
    const answer = await ask(asked, bearer.token, mayStill);
    if (!isTokenRefused(answer)) return answer;
    settings.forgetToken();
    if (attempt > 1) return answer;
  }
}

function baseOf(serviceUrl: string): string {
  return serviceUrl.endsWith('/') ? serviceUrl.slice(0, -1) : serviceUrl;
}

function activitiesOf({ serviceUrl, conversation }: Place, message?: string): string {
  return `${baseOf(serviceUrl)}/v3/conversations/${encodeURIComponent(conversation)}/activities${message ? `/${encodeURIComponent(message)}` : ''}`;
}
