/**
 * What stands outside, as one character: Webex as far as somebody looks at it (its bot and its webhooks), a proxy that
 * leads to something else than Lotse, a sign-in that refuses, and an OpenID document without keys. Stands on the
 * reference of Webex (`GET /people/me`, `GET /webhooks`) and of Entra (RFC 6749, section 5.2).
 */
import http from 'node:http';

export interface OutsideState {
  /** Status of every answer of Webex. */
  webexStatus: number;
  type: 'bot' | 'person';
  webhooks: readonly { readonly resource: string; readonly event: string; readonly targetUrl: string; readonly status: string }[];
  /** How far ahead the clock of Webex is. */
  aheadMs: number;
}

export interface Outside {
  readonly url: string;
  /** Method and path of all that was asked, and the bearer that Webex was shown. */
  readonly requests: readonly { readonly what: string; readonly authorization: string | undefined }[];
  readonly state: OutsideState;
  stop(): Promise<void>;
}

const NEEDED = [['messages', 'created'], ['messages', 'updated'], ['messages', 'deleted'], ['attachmentActions', 'created'], ['memberships', 'created'], ['memberships', 'deleted']] as const;

/** The webhooks that Lotse needs, as Webex lists them. */
export function webhooksTo(targetUrl: string): OutsideState['webhooks'] {
  return NEEDED.map(([resource, event]) => ({ id: `${resource}-${event}`, name: 'Lotse', resource, event, targetUrl, status: 'active' }));
}

export async function startOutside(): Promise<Outside> {
  const state: OutsideState = { webexStatus: 200, type: 'bot', webhooks: [], aheadMs: 0 };
  const requests: { what: string; authorization: string | undefined }[] = [];
  const server = http.createServer((request, response) => {
    const path = (request.url ?? '').replace(/\?.*$/, '');
    requests.push({ what: `${request.method} ${path}`, authorization: request.headers.authorization });
    const [status, body] = answerTo(path, state, `http://127.0.0.1:${(server.address() as { port: number }).port}`);
    if (path.startsWith('/v1/')) response.setHeader('date', new Date(Date.now() + state.aheadMs).toUTCString());
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, requests, state,
    stop: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}

function answerTo(path: string, { webexStatus, type, webhooks }: OutsideState, own: string): [status: number, body: unknown] {
  if (path.startsWith('/v1/') && webexStatus !== 200) return [webexStatus, { message: 'The request requires a valid access token.' }];
  if (path === '/v1/people/me') return [200, { id: 'Y2lzY29', displayName: 'Lotse', type }];
  if (path === '/v1/webhooks') return [200, { items: webhooks }];
  if (path === '/refusing/oauth2/v2.0/token') return [401, { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' }];
  if (path === '/keyless') return [200, { jwks_uri: `${own}/none` }];
  if (path === '/none') return [200, { keys: [] }];
  return [200, '<html>Somebody else</html>'];
}
