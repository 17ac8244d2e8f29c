/** The part of Direct Line 3.0 that Lotse speaks, over HTTP. */
import type { Session } from './session';

export interface Attachment {
  readonly contentType: string;
  readonly content?: unknown;
  readonly contentUrl?: string;
  readonly name?: string;
}

export interface Activity {
  readonly type: string;
  readonly id?: string;
  readonly timestamp?: string;
  readonly from?: { readonly id: string; readonly role?: string };
  readonly text?: string;
  readonly locale?: string;
  readonly attachments?: readonly Attachment[];
  readonly value?: unknown;
  /** `person`: a person of support says it, under that name. */
  readonly channelData?: { readonly clientActivityID?: string; readonly postBack?: boolean; readonly lotse?: { readonly person?: string } };
}

export interface Batch {
  readonly activities: readonly Activity[];
  readonly watermark?: string | number;
}

/** The server answered, but not as hoped. */
export class Refusal extends Error {
  constructor(readonly status: number) {
    super(`Lotse answered ${status}.`);
  }

  /** The token or the conversation is gone: only a new conversation helps. */
  get isGone(): boolean {
    return this.status === 401 || this.status === 403 || this.status === 404;
  }
}

const BASE = '/directline/conversations';
const PATIENCE = { read: 15_000, post: 60_000 };

export async function openConversation(): Promise<Session> {
  const opened = await ask<{ conversationId: string; token: string }>(BASE, { body: { locale: navigator.language } });
  return { conversationId: opened.conversationId, token: opened.token };
}

export function readActivities(session: Session, watermark: string): Promise<Batch> {
  return ask<Batch>(`${pathOf(session)}/activities?watermark=${encodeURIComponent(watermark)}`, { token: session.token });
}

export async function postActivity(session: Session, activity: Activity): Promise<void> {
  await ask(`${pathOf(session)}/activities`, { token: session.token, body: activity });
}

/** The socket's address, always on the host that the page came from, as its policy allows no other. */
export function streamAddress(session: Session, watermark: string): string {
  const address = new URL(`${pathOf(session)}/stream`, location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('t', session.token);
  address.searchParams.set('watermark', watermark);
  return address.href;
}

function pathOf(session: Session): string {
  return `${BASE}/${encodeURIComponent(session.conversationId)}`;
}

async function ask<T>(path: string, request: { token?: string; body?: unknown }): Promise<T> {
  const isPost = request.body !== undefined;
  const headers: Record<string, string> = {};
  if (isPost) headers['content-type'] = 'application/json';
  if (request.token) headers.authorization = `Bearer ${request.token}`;
  const answer = await fetch(path, {
    method: isPost ? 'POST' : 'GET', headers, cache: 'no-store',
    ...(isPost && { body: JSON.stringify(request.body) }),
    signal: AbortSignal.timeout(isPost ? PATIENCE.post : PATIENCE.read),
  });
  if (!answer.ok) throw new Refusal(answer.status);
  return await answer.json() as T;
}
