/**
 * The other side of a bot: the Bot Connector service on 127.0.0.1, and contacts who walk a conversation. Closed loop: a
 * contact goes on only after the POST's answer and the wanted reply. Every reply is read; one too many is a failure too.
 */
import http from 'node:http';

const REPLY_TIMEOUT_MS = 10_000;
const FAILURES_UNTIL_STOP = 10;

/** Takes the bot's replies and gives each to the contact of its conversation. */
export async function startConnector() {
  const contacts = new Map();
  let sent = 0;
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const at = performance.now();
      const body = JSON.stringify({ id: `reply-${++sent}` });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
      deliver(contacts, request.url, Buffer.concat(chunks), at);
    });
  });
  server.keepAliveTimeout = 120_000;
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    contacts,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** Replies go to /v3/conversations/{id}/activities/{activityId}; typing and traces are no replies. */
function deliver(contacts, url, body, at) {
  const conversation = /^\/+v3\/conversations\/([^/?]+)\/activities/.exec(url)?.[1];
  const activity = body.length > 0 ? JSON.parse(body) : {};
  if (activity.type === 'message') contacts.get(decodeURIComponent(conversation ?? ''))?.hear(activity, at);
}

/**
 * Somebody who walks the conversation around and around, each time in a new one: a bot that remembers what it was told
 * asks less the second time, and every turn is to cost the same in every round.
 */
class Contact {
  #waiting;
  #timer;
  #turns = 0;
  #conversations = 0;
  #surplus;

  constructor(name, walk, { connector, post }) {
    Object.assign(this, { name, walk, connector, post });
    this.beginAnew();
  }

  /** Replies to the conversation before are still heard, since they are one too many; not so after a failure. */
  beginAnew() {
    this.conversation = `${this.name}-${++this.#conversations}`;
    this.connector.contacts.set(this.conversation, this);
    this.place = 0;
    this.#surplus = undefined;
  }

  hear(activity, at) {
    if (this.#waiting) this.#waiting(activity, at);
    else this.#surplus = activity.text ?? '';
  }

  /** Resolves with the milliseconds from the POST to the reply; rejects with a sentence that says what went wrong. */
  async takeTurn() {
    const { say, expect } = this.walk[this.place];
    const id = `${this.conversation}-${++this.#turns}`;
    const begun = performance.now();
    try {
      const [replied] = await Promise.all([this.#reply(id, expect), this.post(this.#activity(id, say))]);
      if (this.#surplus !== undefined) throw new Error(`one reply too many: ${this.#surplus}`);
      if (++this.place === this.walk.length) this.beginAnew();
      return replied - begun;
    } catch (error) {
      throw new Error(`turn ${this.place + 1} of the walk, "${say}": ${error.message}`, { cause: error });
    } finally {
      clearTimeout(this.#timer);
      this.#waiting = undefined;
    }
  }

  #activity(id, text) {
    return {
      type: 'message', id, text, textFormat: 'plain', locale: 'en-US', channelId: 'emulator', serviceUrl: this.connector.url,
      timestamp: new Date().toISOString(), conversation: { id: this.conversation }, recipient: { id: 'bot', name: 'Bot', role: 'bot' },
      from: { id: this.name, name: this.name, role: 'user' },
    };
  }

  #reply(id, expect) {
    return new Promise((resolve, reject) => {
      const fail = (reason) => reject(new Error(reason));
      this.#timer = setTimeout(() => fail('no reply'), REPLY_TIMEOUT_MS);
      this.#waiting = ({ text = '', replyToId = id }, at) => {
        this.#waiting = undefined; // whatever comes now is one reply too many
        if (replyToId !== id) fail(`the reply belongs to ${replyToId}, not to ${id}`);
        else if (!expect.test(text)) fail(`wanted ${expect}, got: ${text.slice(0, 300)}`);
        else resolve(at);
      };
    });
  }
}

/** A crowd of contacts at one bot. `walkOn(turns)` lets them take so many turns in all and waits for the last one. */
export function gatherContacts({ users, walk, port, connector, run }) {
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: users });
  const post = (activity) => postTo(port, agent, JSON.stringify(activity));
  const contacts = Array.from({ length: users }, (_, index) => new Contact(`contact-${run}-${index}`, walk, { connector, post }));
  return {
    walkOn: (turns) => walkOn(contacts, turns),
    leave: () => { agent.destroy(); connector.contacts.clear(); },
  };
}

async function walkOn(contacts, turns) {
  const result = { latencies: [], failures: [] };
  const begun = performance.now();
  let left = turns;
  await Promise.all(contacts.map(async (contact) => {
    while (left-- > 0 && result.failures.length < FAILURES_UNTIL_STOP) await takeCounted(contact, result);
  }));
  return { ...result, seconds: (performance.now() - begun) / 1000 };
}

async function takeCounted(contact, { latencies, failures }) {
  try {
    latencies.push(await contact.takeTurn());
  } catch (error) {
    failures.push(error.message);
    contact.connector.contacts.delete(contact.conversation);
    contact.beginAnew();
  }
}

function postTo(port, agent, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ host: '127.0.0.1', port, path: '/api/messages', method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => (response.statusCode < 300 ? resolve() : reject(new Error(`the POST was answered with ${response.statusCode}`))));
    });
    request.on('error', reject).end(body);
  });
}
