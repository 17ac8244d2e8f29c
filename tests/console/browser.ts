/** A browser of a test: keeps cookies, says where a request comes from, and follows nothing by itself. */
import http from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON, where it is some. */
  readonly json: <T = Record<string, unknown>>() => T;
}

export interface Asking {
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export class Browser {
  readonly cookies = new Map<string, string>();
  /** What every change must carry, once somebody is in. */
  csrf = '';

  constructor(readonly url: string) {}

  get(path: string, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.ask('GET', path, { headers: { 'sec-fetch-site': 'same-origin', ...headers } });
  }

  /** A JSON body as the page sends it. */
  post(path: string, body: object = {}, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.ask('POST', path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json', origin: this.url, 'sec-fetch-site': 'same-origin', 'x-csrf-token': this.csrf, ...headers } });
  }

  /** Signs in with a link of local mode, and takes the token that changes need. */
  async enter(fragment: string, name?: string): Promise<void> {
    const answer = await this.post('/console/link', { token: fragment.replace('#link=', ''), ...(name !== undefined && { name }) });
    if (answer.status !== 200) throw new Error(`Not let in: ${answer.status} ${answer.text}`);
    await this.begin();
  }

  /** What the page asks first. */
  async begin(): Promise<void> {
    this.csrf = (await this.get('/console/api/me')).json<{ csrf: string }>().csrf;
  }

  ask(method: string, path: string, { headers = {}, body }: Asking): Promise<Answer> {
    const target = new URL(path, this.url);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return new Promise((resolve, reject) => {
      const request = http.request(target, { method, agent: false, headers: { ...(cookie && { cookie }), ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }), ...headers } }, (response) => {
        const parts: Buffer[] = [];
        this.take(response.headers['set-cookie'] ?? []);
        response.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => {
          const text = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: () => JSON.parse(text) as never });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  private take(set: readonly string[]): void {
    for (const cookie of set) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (/Max-Age=0/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** The words of a live stream, as they come. */
export function listenLive(browser: Browser, headers: http.OutgoingHttpHeaders = {}): { readonly events: Record<string, unknown>[]; readonly status: Promise<number>; readonly ended: Promise<void>; close(): void } {
  const events: Record<string, unknown>[] = [];
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => { end = resolve; });
  let request: http.ClientRequest | undefined;
  const status = new Promise<number>((resolve, reject) => {
    request = http.get(new URL('/console/api/live', browser.url), { agent: false, headers: { cookie, ...headers } }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line.startsWith('data: {"kind"')) events.push(JSON.parse(line.slice(6)) as Record<string, unknown>);
      }).on('close', end).on('error', () => {});
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
  return { events, status, ended, close: () => request?.destroy() };
}
