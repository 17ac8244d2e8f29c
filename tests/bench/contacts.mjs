/** Contacts on the web chat and on the Bot Framework: each says one thing after the other, repeats it under its number until it is taken, and remembers what was heard. */
import http from 'node:http';
import { askUntilTaken } from './crew.mjs';

const KINDS = ['webchat', 'emulator', 'webchat', 'msteams'];

/** Takes what Lotse posts; `in(conversation)` gives it in the order in which it came. */
export async function startListening() {
  const received = new Map();
  let count = 0;
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
    request.on('end', () => {
      response.writeHead(201, { 'content-type': 'application/json' }).end(`{"id":"posted-${(count += 1)}"}`);
      const conversation = decodeURIComponent(/^\/+v3\/conversations\/([^/?]+)\/activities/.exec(request.url)?.[1] ?? '');
      const { type, text } = chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
      if (request.method !== 'POST' || type !== 'message') return;
      if (!received.has(conversation)) received.set(conversation, []);
      received.get(conversation).push(text);
    });
  });
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { url: `http://127.0.0.1:${server.address().port}`, in: (conversation) => received.get(conversation) ?? [], close: () => { server.close(); server.closeAllConnections(); } };
}

/** Half of them on the web chat, the others on two channels of the Bot Framework. */
export async function meetContact(place, { name, addressNow, listening, onAgain }) {
  const kind = KINDS[place % KINDS.length];
  if (kind !== 'webchat') return new FrameworkContact(name, kind, addressNow, listening, onAgain);
  const { conversationId, token } = await askUntilTaken(addressNow, 'POST', '/directline/conversations', { body: { locale: 'en' } });
  return new WebContact(name, { conversationId, token }, addressNow, onAgain);
}

class WebContact {
  kind = 'webchat';

  constructor(name, { conversationId, token }, addressNow, onAgain) {
    Object.assign(this, { name, conversation: conversationId, token, addressNow, onAgain });
    this.path = `/directline/conversations/${conversationId}/activities`;
    this.headers = { authorization: `Bearer ${token}` };
  }

  say(id, text, addressNow = this.addressNow) {
    return askUntilTaken(addressNow, 'POST', this.path, { headers: this.headers, body: { type: 'message', text, locale: 'en', from: { id: this.name }, channelData: { clientActivityID: id } } }, this.onAgain);
  }

  async heard() {
    const all = [];
    for (let watermark = '0'; ;) {
      const answer = await askUntilTaken(this.addressNow, 'GET', `${this.path}?watermark=${watermark}`, { headers: this.headers });
      if (answer.activities.length === 0) return all;
      all.push(...answer.activities.filter(({ from }) => from.id === 'lotse').map(({ text }) => text ?? ''));
      watermark = answer.watermark;
    }
  }
}

class FrameworkContact {
  constructor(name, kind, addressNow, listening, onAgain) {
    Object.assign(this, { name, kind, conversation: name, addressNow, listening, onAgain });
  }

  say(id, text, addressNow = this.addressNow) {
    const { kind, name, listening } = this;
    const body = {
      type: 'message', id, channelId: kind, serviceUrl: listening.url, locale: 'en', text, from: { id: name }, recipient: { id: 'bot' },
      conversation: { id: name, ...(kind === 'msteams' && { conversationType: 'personal', tenantId: 'tenant' }) },
    };
    return askUntilTaken(addressNow, 'POST', '/api/messages', { body }, this.onAgain);
  }

  async heard() {
    return this.listening.in(this.conversation);
  }
}
