/** Canaries where nobody should send anything: broken bodies, wrong addresses and headers, tokens of others. What is answered is kept. */
import net from 'node:net';
import { post } from '../process';
import type { Flow } from './canaryFlows';

/** Bodies, addresses, headers and bytes that nobody understands. */
export const malformed: Flow = async ({ canaries, url, connector, answers }) => {
  const word = canaries.word('malformed');
  const authorization = `Bearer ${canaries.word('bad token')}${canaries.word('bad token')}`;
  const bodies = bodiesWith(word, connector.url);
  const headers = [{ 'content-type': word }, { 'content-encoding': word }, { origin: `https://${word}.example` }, { host: `${word}.example` }, { accept: 'text/html' }, { accept: word }];
  const posts = ['/api/messages', '/directline/conversations', '/directline/tokens/generate', '/local/clock', `/commands/import?${word}`, `/${word}`, `/directline/conversations/${word}/activities`];
  for (const target of posts) {
    for (const body of bodies) answers.push(refusalIn(await post(`${url()}${target}`, body, { authorization })));
    for (const each of headers) answers.push(refusalIn(await post(`${url()}${target}`, bodies[0]!, each)));
  }
  const gets = [`/${word}`, `/media/${word}?e=1&s=${word}`, `/media/%zz${word}`, `/directline/conversations/${word}`, `/metrics?${word}`, `/readyz?${word}`];
  for (const target of gets) answers.push(await (await fetch(`${url()}${target}`, { headers: { authorization } })).text());
  const start = `GET /${word} HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
  for (const raw of [`GET /${word} HTTP/9.9\r\n\r\n`, `${word}\r\n\r\n`, `${start}${word}\r\n\r\n`, `${start}${word}: ${'x'.repeat(20_000)}\r\n\r\n`, upgrade(word, word)]) answers.push(await talk(url(), raw));
};

function bodiesWith(word: string, serviceUrl: string): string[] {
  const activity = { type: 'message', id: 'm-1', channelId: 'emulator', serviceUrl, text: word, from: { id: 'm', name: word }, recipient: { id: 'bot' }, conversation: { id: 'm' } };
  const changes = [
    { text: { [word]: word } }, { from: word }, { conversation: { id: { [word]: 1 } } }, { type: word }, { type: 'invoke', name: word }, { channelId: 5 }, { serviceUrl: `https://${word}.evil.example` },
    { attachments: word }, { value: { lotse: { card: word, choice: word, words: word } } }, { locale: word },
  ];
  const broken = [`{"text":"${word}`, `"${word}"`, `[{"${word}":1}]`, '['.repeat(40) + word, `{"__proto__":"${word}"}`, word, `{"text":"${word}\\ud800"}`];
  return [...broken, ...changes.map((change) => JSON.stringify({ ...activity, ...change }))];
}

/** Web chats whose tokens are canaries: used on another one's conversation, cut, left out. */
export const tokens: Flow = async ({ canaries, url, answers }) => {
  const open = async () => (await (await fetch(`${url()}/directline/conversations`, { method: 'POST' })).json()) as { conversationId: string; token: string };
  const [own, other] = [await open(), await open()];
  canaries.keep('token of a web chat', own.token.slice(22));
  canaries.keep('token of another web chat', other.token.slice(22));
  for (const [id, token] of [[other.conversationId, own.token], [own.conversationId, `${own.token.slice(0, -1)}.`], [own.conversationId, '']]) {
    answers.push(await (await fetch(`${url()}/directline/conversations/${id}/activities`, { headers: { authorization: `Bearer ${token}` } })).text());
  }
  answers.push(await talk(url(), upgrade(other.conversationId, own.token)));
};

function upgrade(conversationId: string, token: string): string {
  const headers = ['host: 127.0.0.1', 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-version: 13', 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=='];
  return `GET /directline/conversations/${conversationId}/stream?t=${token} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
}

function refusalIn({ status, body }: { readonly status: number; readonly body: string }): string {
  return status >= 400 ? body : '';
}

/** What comes back to bytes as they stand. */
function talk(url: string, raw: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(raw));
    let heard = '';
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (part) => { heard += part.toString('utf8'); socket.end(); }).on('error', () => {}).on('close', () => resolve(heard));
  });
}
