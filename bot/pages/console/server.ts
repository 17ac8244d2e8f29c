/** Asks the server, and tells it what an agent does. A press has an id of its own, so that sending it again counts once. */
import type { ActAnswer } from '../../console/api';
import { hearNow } from './now';
import { locale, spoken, wordFor, word } from './words';

/** The server said no, or could not be asked. */
export class Refusal extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }

  /** In words of the page: what the server says is for developers. */
  get text(): string {
    if (this.status === 0) return word('errors.offline');
    if (this.status === 400 || this.status === 415 || this.status === 422) return word('errors.invalid');
    return wordFor('errors', `s${this.status}`) === `s${this.status}` ? word('errors.other') : wordFor('errors', `s${this.status}`);
  }
}

const API = '/console/api/';
const TIMEOUT_MS = 30_000;
/** Whether a directory signs people in; where there is none the page offers none. */
export const wayIn = { hasDirectory: true };

export function hearWayIn(answer: Response): void {
  wayIn.hasDirectory = answer.headers.get('x-sign-in') !== 'link';
}

const session = { csrf: '', onGone: () => {} };

/** What every change needs, and what happens when the session is over. */
export function useSession(csrf: string, onGone: () => void): void {
  session.csrf = csrf;
  session.onGone = onGone;
}

export function addressOf(path: string, asked: Readonly<Record<string, string | number | undefined>> = {}): string {
  const query = new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => value === undefined || value === '' ? [] : [[name, String(value)]]));
  return `${API}${path}${query.size > 0 ? `?${query}` : ''}`;
}

export async function read<T>(path: string, asked: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
  return await (await ask(addressOf(path, asked), { method: 'GET' })).json() as T;
}

/** The same where nobody has asked for it: an open page alone keeps no session alive. */
export async function readByItself<T>(path: string, asked: Readonly<Record<string, string | number | undefined>> = {}): Promise<T> {
  return await (await ask(addressOf(path, asked), { method: 'GET', headers: { 'x-by-itself': '1' } })).json() as T;
}

export async function change<T = unknown>(path: string, body: object = {}): Promise<T> {
  const answer = await ask(addressOf(path), { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': session.csrf }, body: JSON.stringify(body) });
  return await answer.json().catch(() => ({})) as T;
}

/** One deed in a conversation. */
export function act(handoffId: string, deed: string, body: object, id: string = crypto.randomUUID()): Promise<ActAnswer> {
  return change<ActAnswer>(`handoffs/${encodeURIComponent(handoffId)}/${deed}`, { ...body, id });
}

/** A list of partners, as it is; the only thing that is not JSON. */
export async function sendList<T>(path: string, list: Blob): Promise<T> {
  const answer = await ask(`${API}${path}`, { method: 'POST', headers: { 'content-type': 'text/csv', 'x-csrf-token': session.csrf }, body: list }, 300_000);
  return await answer.json() as T;
}

/** A file or a table, to be saved. */
export async function fetchFile(address: string): Promise<Blob> {
  return await (await ask(address, { method: 'GET' }, 300_000)).blob();
}

async function ask(address: string, request: RequestInit, timeoutMs = TIMEOUT_MS): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...request, headers: { ...request.headers, 'accept-language': spoken() }, credentials: 'same-origin', signal: AbortSignal.timeout(timeoutMs) });
  } catch {
    throw new Refusal(0, 'Offline', 'The server does not answer.');
  }
  hearNow(answer.headers.get('x-now'));
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({})) as { code?: string; message?: string };
  if (answer.status === 401) { hearWayIn(answer); session.onGone(); }
  throw new Refusal(answer.status, told.code ?? '', told.message ?? '');
}

/** What a deed led to, in a sentence; undefined where it simply happened. */
export function troubleOf(answer: ActAnswer): string | undefined {
  if (answer.kind === 'done') return undefined;
  if (answer.kind === 'taken') return word('acts.taken', { name: answer.by });
  if (answer.kind === 'over') return word('acts.over');
  const { why, expected = '' } = answer;
  if (why === 'tooLong' && Number(expected) > 0) return word('refused.tooLongFor', { limit: new Intl.NumberFormat(locale()).format(Number(expected)) });
  const exact = wordFor('unfit', expected);
  return exact === expected ? wordFor('refused', why) : exact;
}

export function textOf(error: unknown): string {
  return error instanceof Refusal ? error.text : word('errors.other');
}
