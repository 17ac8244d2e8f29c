/** GET /media/NAME: pictures and files, for whoever has an address that was signed for them. */
import type { Media } from '../services/media';
import { HttpError, type Route } from './answers';

export interface Medium {
  readonly contentType: string;
  readonly body: Buffer;
  /** Where it is to be saved rather than shown. */
  readonly fileName?: string;
}

/** Makes what a name stands for, from the name; nothing where there is no such thing. */
export type Maker = (name: string) => Promise<Medium | undefined>;

const POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";
const SHOWN_SECONDS = 3600;

/** `makers` by the word that a name begins with: `timeline` makes timeline-….png. */
export function createMediaRoute(media: Media, makers: Readonly<Record<string, Maker>>): Route {
  return async (request, response) => {
    const name = media.findName(request.url ?? '');
    if (name === undefined) throw new HttpError(403, 'Expired', 'This address is not valid, or no longer: please ask Lotse for a new one.');
    const kind = name.split('-')[0]!;
    const medium = Object.hasOwn(makers, kind) ? await makers[kind]!(name) : undefined;
    if (!medium) throw new HttpError(404, 'NotFound', 'There is nothing here.');
    response.writeHead(200, {
      'content-type': medium.contentType, 'content-length': String(medium.body.length), 'x-content-type-options': 'nosniff', 'content-security-policy': POLICY,
      ...(medium.fileName === undefined ? shown() : saved(medium.fileName)),
    });
    response.end(medium.body);
  };
}

/** Teams and Webex show pictures on pages of other hosts. */
function shown(): Record<string, string> {
  return { 'cache-control': `private, max-age=${SHOWN_SECONDS}`, 'cross-origin-resource-policy': 'cross-origin' };
}

function saved(fileName: string): Record<string, string> {
  const plain = fileName.replace(/[^\w.-]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return { 'cache-control': 'no-store', 'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}` };
}
