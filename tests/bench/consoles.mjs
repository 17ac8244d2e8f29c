/** People of support at their consoles, as the page asks: signed in by a link of local mode, at whichever Lotse is there. */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { ask, askUntilTaken } from './crew.mjs';

const API = '/console/api';

/** Signs somebody in; a link lets in one person, and the next one is printed at once. */
export async function signIn(address, link, name) {
  const answer = await ask(address, 'POST', '/console/link', { headers: { origin: address }, body: { token: link.replace('#link=', ''), name } });
  if (answer.status !== 200) throw new Error(`${name} was not let in: ${answer.status} ${answer.text}`);
  const cookie = answer.headers['set-cookie'].map((set) => set.split(';')[0]).join('; ');
  const { id, csrf } = JSON.parse((await ask(address, 'GET', `${API}/me`, { headers: { cookie } })).text);
  return new Agent(id, name, cookie, csrf);
}

class Agent {
  constructor(id, name, cookie, csrf) {
    Object.assign(this, { id, name, cookie, csrf });
  }

  read(addressNow, path, onAgain) {
    return askUntilTaken(addressNow, 'GET', `${API}/${path}`, { headers: { cookie: this.cookie } }, onAgain);
  }

  /** Happens once for its number, however often it is repeated. */
  async act(addressNow, path, body = {}, onAgain) {
    const numbered = { id: randomUUID(), ...body };
    let origin;
    const answer = await askUntilTaken(() => (origin = addressNow()), 'POST', `${API}/${path}`, () => ({ headers: { cookie: this.cookie, origin, 'x-csrf-token': this.csrf }, body: numbered }), onAgain);
    return { ...answer, id: numbered.id };
  }

  /** The whole conversation of a handoff, page by page. */
  async transcript(addressNow, handoffId) {
    const all = [];
    for (let after = '0'; ;) {
      const { sayings, watermark } = await this.read(addressNow, `handoffs/${handoffId}/sayings?after=${after}`);
      all.push(...sayings);
      if (sayings.length === 0) return all;
      after = watermark;
    }
  }

  /** Hears what happens, until the stream ends. */
  listen(address, onEvent) {
    return new Promise((resolve, reject) => {
      const request = http.get(new URL(`${API}/live`, address), { agent: false, headers: { cookie: this.cookie } }, (response) => {
        let rest = '';
        response.setEncoding('utf8').on('error', () => {}).on('data', (part) => {
          const lines = (rest + part).split('\n');
          rest = lines.pop();
          for (const line of lines) if (line.startsWith('data: {"kind"')) onEvent(JSON.parse(line.slice('data: '.length)));
        });
        if (response.statusCode === 200) resolve({ close: () => request.destroy() });
        else reject(new Error(`The stream was answered with ${response.statusCode}`));
      }).on('error', reject);
    });
  }
}
