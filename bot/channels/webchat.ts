/** The web chat: a subset of Direct Line 3.0 that Lotse serves itself, so that its own page and any Direct Line client can talk to it. */
import type { Activity } from 'botbuilder';
import type { Request } from 'restify';
import { findSecret, REDACTED } from '../../dialogs/secrets';
import type { Services } from '../../services';
import { answerJson, HttpError, type Route } from '../answers';
import { checkActivity } from '../activity';
import type { TakeTurn } from '../turn';
import { createBotFrameworkChannel } from './botFramework';
import type { WebchatStreams } from './webchatStreams';

export interface WebchatSettings {
  readonly services: Services;
  readonly takeTurn: TakeTurn;
  readonly streams: WebchatStreams;
  readonly readJson: (request: Request) => Promise<Record<string, unknown>>;
  readonly tokenLifeMs: number;
  /** Throws where a contact writes too often. */
  readonly pace: (key: string) => void;
}

export type WebchatRoutes = Record<'generate' | 'refresh' | 'open' | 'reconnect' | 'read' | 'write', Route>;

const BOT = { id: 'lotse', name: 'Lotse', role: 'bot' };

export function createWebchat({ services, takeTurn, streams, readJson, tokenLifeMs, pace }: WebchatSettings): WebchatRoutes {
  const channel = createBotFrameworkChannel('webchat');

  async function admit(request: Request): Promise<{ conversationId: string; token: string }> {
    const conversationId = String((request.params as { id?: string }).id ?? '');
    const token = bearerOf(request);
    const admission = await services.webchats.admit(conversationId, token);
    if (admission === 'admitted') return { conversationId, token: token! };
    if (admission === 'unknown') throw new HttpError(401, 'MissingToken', 'Send the token of the conversation: Authorization: Bearer TOKEN.');
    throw new HttpError(403, admission === 'expired' ? 'TokenExpired' : 'BadToken', 'This token does not open this conversation: start a new one.');
  }

  /** One turn; what the contact wrote and what was said are logged in the turn's own commit. */
  async function turn(conversationId: string, activity: Activity): Promise<string> {
    const own = activity.type === 'message' ? [logged(activity)] : [];
    const { replies, activityId } = await takeTurn(activity, channel, {
      by: 'log', entries: (said) => [...own, ...said.map((reply, index) => ({ ...reply, id: `${activity.id}.${index}`, timestamp: activity.timestamp, from: BOT }))],
    });
    if (replies.length + own.length > 0) streams.wake(conversationId);
    return activityId;
  }

  const keyOf = (request: Request, conversationId: string, token: string) => ({
    conversationId, token, expires_in: Math.floor(tokenLifeMs / 1000), referenceGrammarId: undefined,
    streamUrl: `${request.isSecure() ? 'wss' : 'ws'}://${request.headers.host}/directline/conversations/${conversationId}/stream?t=${token}&watermark=-1`,
  });

  return {
    generate: async (request, response) => {
      pace(`open ${request.socket.remoteAddress}`);
      const { conversationId, token } = await services.webchats.open(tokenLifeMs);
      answerJson(response, 200, keyOf(request, conversationId, token));
    },
    refresh: async (request, response) => {
      const { conversationId, token } = await admitByToken(request, services);
      await services.webchats.renew(conversationId, tokenLifeMs);
      answerJson(response, 200, keyOf(request, conversationId, token));
    },
    open: async (request, response) => {
      pace(`open ${request.socket.remoteAddress}`);
      const body = await readJson(request);
      const { conversationId, token } = bearerOf(request) ? await admitByToken(request, services) : await services.webchats.open(tokenLifeMs);
      const locale = typeof body.locale === 'string' ? body.locale : request.headers['accept-language'];
      await turn(conversationId, greeting(conversationId, locale, services.clock.now()));
      answerJson(response, 201, keyOf(request, conversationId, token));
    },
    reconnect: async (request, response) => {
      const { conversationId, token } = await admit(request);
      answerJson(response, 200, keyOf(request, conversationId, token));
    },
    read: async (request, response) => {
      const { conversationId } = await admit(request);
      answerJson(response, 200, await services.webchats.read(conversationId, watermarkOf(new URL(request.url ?? '', 'http://local').searchParams.get('watermark'))));
    },
    write: async (request, response) => {
      const { conversationId } = await admit(request);
      pace(conversationId);
      const activity = received(await readJson(request), conversationId, request, services);
      answerJson(response, 200, { id: await turn(conversationId, activity) });
    },
  };
}

/** A watermark as Direct Line clients send it; nothing and nonsense mean the beginning. */
export function watermarkOf(text: string | null): bigint {
  return text !== null && /^\d{1,18}$/.test(text) ? BigInt(text) : 0n;
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer ([\w-]{20,100})$/.exec(request.headers.authorization ?? '')?.[1];
}

/** Tokens carry their conversation in front, so that a client that knows only its token can be found. */
async function admitByToken(request: Request, services: Services): Promise<{ conversationId: string; token: string }> {
  const token = bearerOf(request);
  const conversationId = token?.slice(0, 22) ?? '';
  if (await services.webchats.admit(conversationId, token) === 'admitted') return { conversationId, token: token! };
  throw new HttpError(403, 'BadToken', 'This token opens no conversation: start a new one.');
}

/** The client's activity with everything set that the client must not decide; its own id makes a repeated post one turn. */
function received(body: Record<string, unknown>, conversationId: string, request: Request, services: Services): Activity {
  const { clientActivityID } = (body.channelData ?? {}) as { clientActivityID?: unknown };
  const sent = typeof clientActivityID === 'string' && clientActivityID.length <= 100 ? clientActivityID : undefined;
  const from = (body.from ?? {}) as { id?: unknown; name?: unknown };
  return checkActivity({
    type: body.type, text: body.text, value: body.value, locale: body.locale, attachments: body.attachments, entities: body.entities, name: body.name,
    channelId: 'webchat', id: sent ? `c.${sent}` : services.random.token(12), timestamp: services.clock.now().toISOString(),
    conversation: { id: conversationId }, recipient: BOT,
    from: { id: typeof from.id === 'string' && from.id !== '' && from.id !== BOT.id ? from.id.slice(0, 100) : 'contact', role: 'user' },
    channelData: { ...(sent && { clientActivityID: sent }), userAgent: request.headers['user-agent'] },
  });
}

function greeting(conversationId: string, locale: string | undefined, now: Date): Activity {
  return {
    type: 'conversationUpdate', id: 'greeting', channelId: 'webchat', conversation: { id: conversationId }, recipient: BOT, timestamp: now.toISOString() as unknown as Date,
    from: { id: 'contact' }, membersAdded: [{ id: 'contact' }], ...(locale && { locale }),
  } as Activity;
}

/** What the contact wrote as it is kept: without the browser's particulars, and never with a code or a password. */
function logged(activity: Activity): object {
  const { userAgent: _, ...channelData } = activity.channelData as Record<string, unknown>;
  const { recipient: _bot, attachments: _files, text, value, ...rest } = activity;
  const words = (value as { words?: unknown } | undefined)?.words;
  const isSecret = (words_: unknown) => typeof words_ === 'string' && findSecret(words_, false) !== undefined;
  return { ...rest, text: isSecret(text) || isSecret(words) ? REDACTED : text, channelData };
}
