/** Where Lotse itself is reached: links and pictures of its own get their host here. */
import type { Message } from '../dialogs/message';

/** `base` such as https://lotse.example; without one, what would lead nowhere is left out. */
export function withAddresses(message: Message, base: string | undefined): Message {
  const { picture, links, ...rest } = message;
  const own = (path: string) => (path.startsWith('/') ? base && `${base.replace(/\/$/, '')}${path}` : path);
  const shown = picture && own(picture.path);
  return {
    ...rest,
    ...(picture && shown && { picture: { ...picture, path: shown } }),
    ...(links && { links: links.flatMap(({ url, text }) => { const address = own(url); return address ? [{ url: address, text }] : []; }) }),
  };
}
