/** Where Lotse itself is reached: links and pictures of its own get their host here. */
import { isWord, type Message, type Speech } from '../dialogs/message';

/** `base` such as https://lotse.example; without one, what would lead nowhere is left out. */
export function withAddresses(message: Message, base: string | undefined): Message {
  const { picture, links, ...rest } = message;
  const own = (path: string) => addressOf(path, base);
  const shown = picture && own(picture.path);
  return {
    ...rest,
    ...(picture && shown && { picture: { ...picture, path: shown } }),
    ...(links && { links: links.flatMap(({ url, text }) => { const address = own(url); return address ? [{ url: address, text }] : []; }) }),
  };
}

/** The same for whatever is said: files of an agent come from Lotse, too. */
export function speechWithAddresses<Said extends Speech>(speech: Said, base: string | undefined): Said {
  if (!isWord(speech)) return withAddresses(speech, base) as Said;
  const files = speech.files?.flatMap((file) => { const path = addressOf(file.path, base); return path ? [{ ...file, path }] : []; });
  return { ...speech, ...(files && { files }) };
}

function addressOf(path: string, base: string | undefined): string | undefined {
  return path.startsWith('/') ? base && `${base.replace(/\/$/, '')}${path}` : path;
}
