/** The web chat's routes: a subset of Direct Line 3.0 that Lotse serves itself, so that its own page and any Direct Line client can talk to it. */
import type { Activity } from 'botbuilder';
import type { Request, Response } from 'restify';
import type { WebchatKey } from '../../../services/webchats';
import { answerJson, HttpError, type Route } from '../../answers';
import { parseBody } from '../../body';
import { checkActivity } from '../botFramework/activity';
import type { Turns } from '../../turn';
import { rememberedAs, type Channel } from '../channel';
import type { ChannelParts } from '../installation';
import { BOT, CONTACT, incomingArrival, incomingMessage, WEBCHAT } from './webchatChannel';

export interface DirectlineParts extends Pick<ChannelParts, 'services' | 'readBody' | 'pace'> {
  readonly turns: Turns;
  readonly channel: Channel;
  readonly tokenLifeMs: number;
  /** Where Lotse is reached from outside; without it, the address that the client used. */
  readonly publicUrl: string | undefined;
  readonly textLimit: number;
}

export type DirectlineRoutes = Record<'generate' | 'refresh' | 'open' | 'reconnect' | 'read' | 'write', Route>;

export function createDirectline(parts: DirectlineParts): DirectlineRoutes {
  const { services, turns, channel, readBody, tokenLifeMs, pace, publicUrl, textLimit } = parts;
  const answerKey = (request: Request, response: Response, status: number, key: WebchatKey) => answerJson(response, status, keyOf(key, tokenLifeMs, publicUrl ?? `http://${request.headers.host}`));
  return {
    generate: async (request, response) => {
      pace(`open ${request.socket.remoteAddress}`);
      answerKey(request, response, 200, await services.webchats.open(tokenLifeMs));
    },
    refresh: async (request, response) => {
      const key = await admitByToken(request, services);
      await services.webchats.renew(key.conversationId, tokenLifeMs);
      answerKey(request, response, 200, key);
    },
    open: async (request, response) => {
      pace(`open ${request.socket.remoteAddress}`);
      const body = hasBody(request) ? parseBody(await readBody(request)) : {};
      const key = bearerOf(request) ? await admitByToken(request, services) : await services.webchats.open(tokenLifeMs);
      const locale = typeof body.locale === 'string' ? body.locale : request.headers['accept-language'];
      await turns.hear(incomingArrival(key.conversationId, locale, services.clock.now()), channel);
      answerKey(request, response, 201, key);
    },
    reconnect: async (request, response) => answerKey(request, response, 200, await admit(request, services)),
    read: async (request, response) => {
      const { conversationId } = await admit(request, services);
      const watermark = watermarkOf(new URL(request.url ?? '', 'http://local').searchParams.get('watermark'));
      // A page that begins to read has just been opened, and whatever is used lives on.
      await services.webchats[watermark === 0n ? 'renew' : 'keep'](conversationId, tokenLifeMs);
      answerJson(response, 200, await services.webchats.read(rememberedAs(WEBCHAT, conversationId), watermark));
    },
    write: async (request, response) => {
      const { conversationId } = await admit(request, services);
      pace(conversationId);
      await services.webchats.keep(conversationId, tokenLifeMs);
      const activity = received(parseBody(await readBody(request)), conversationId, request, services);
      // Typing and the like are no turns, and what only Lotse may bring about is not taken from outside.
      if (activity.type !== 'message') return answerJson(response, 200, { id: activity.id });
      answerJson(response, 200, { id: (await turns.hear(incomingMessage(activity, textLimit), channel)).activityId });
    },
  };
}

type Services = ChannelParts['services'];

async function admit(request: Request, services: Services): Promise<WebchatKey> {
  const conversationId = String((request.params as { id?: string }).id ?? '');
  const token = bearerOf(request);
  if (token === undefined) throw new HttpError(401, 'MissingToken', 'Send the token of the conversation: Authorization: Bearer TOKEN.');
  const admission = await services.webchats.admit(conversationId, token);
  if (admission === 'admitted') return { conversationId, token };
  throw new HttpError(403, admission === 'expired' ? 'TokenExpired' : 'BadToken', 'This token does not open this conversation: start a new one.');
}

function keyOf({ conversationId, token }: WebchatKey, tokenLifeMs: number, base: string): object {
  const streamUrl = new URL(`/directline/conversations/${conversationId}/stream?t=${token}&watermark=-1`, base.replace(/^http/, 'ws'));
  return { conversationId, token, expires_in: Math.floor(tokenLifeMs / 1000), streamUrl: streamUrl.href };
}

/** A watermark as Direct Line clients send it; nothing and nonsense mean the beginning. */
export function watermarkOf(text: string | null): bigint {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : 0n;
}

/** Opening a conversation needs no body; many clients send none. */
function hasBody(request: Request): boolean {
  return Number(request.headers['content-length'] ?? 0) > 0 || request.headers['transfer-encoding'] !== undefined;
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
}

/** Tokens carry their conversation in front, so that a client that knows only its token can be found. */
async function admitByToken(request: Request, services: Services): Promise<WebchatKey> {
  const token = bearerOf(request);
  const conversationId = token?.slice(0, 22) ?? '';
  if (await services.webchats.admit(conversationId, token) === 'admitted') return { conversationId, token: token! };
  throw new HttpError(403, 'BadToken', 'This token opens no conversation: start a new one.');
}

/** The client's activity with everything set that the client must not decide; its own id makes a repeated post one turn. */
function received(body: Record<string, unknown>, conversationId: string, request: Request, services: Services): Activity {
  const { clientActivityID } = (body.channelData ?? {}) as { clientActivityID?: unknown };
  const sent = typeof clientActivityID === 'string' && /^[\w.:-]{1,64}$/.test(clientActivityID) ? clientActivityID : undefined;
  const from = (body.from ?? {}) as { id?: unknown; name?: unknown };
  return checkActivity({
    type: body.type, text: body.text, value: body.value, locale: body.locale, attachments: body.attachments, entities: body.entities, name: body.name,
    channelId: WEBCHAT, id: sent ? `c.${sent}` : services.random.token(12), timestamp: services.clock.now().toISOString(),
    conversation: { id: conversationId }, recipient: BOT,
    from: { id: typeof from.id === 'string' && /^[\w.:@-]{1,64}$/.test(from.id) && from.id !== BOT.id ? from.id : CONTACT, role: 'user' },
    channelData: { ...(sent && { clientActivityID: sent }), userAgent: request.headers['user-agent'] },
  });
}

