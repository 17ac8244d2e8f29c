/** Files that a client of the web chat sends along with its words: inside the message itself, as data: addresses, since a message is all that it may send. */
import type { Attached, Fetched } from '../../../services/files';
import { isFile } from '../botFramework/attached';

const DATA = /^data:[\w.+-]+\/[\w.+-]+;base64,([A-Za-z0-9+/]+={0,2})$/;
/** So much is looked at, however much somebody lists. */
const MOST = 20;

/** What lies in the message; undefined where nothing does: links to elsewhere are not fetched. */
export function filesIn(attachments: unknown): Attached[] | undefined {
  const carried = listOf(attachments).filter(({ contentType, contentUrl }) => isFile(contentType) && typeof contentUrl === 'string' && contentUrl.startsWith('data:'));
  if (carried.length === 0) return undefined;
  return carried.map(({ name, contentType, contentUrl }) => ({
    ...(typeof name === 'string' && { name }), ...(typeof contentType === 'string' && { contentType }), ...(DATA.test(contentUrl as string) && { source: contentUrl as string }),
  }));
}

/** What a client sees again of them: their names. */
export function namesOf(attachments: unknown): { readonly contentType: string; readonly name: string }[] {
  return listOf(attachments).flatMap(({ contentType, name }) => (isFile(contentType) && typeof name === 'string' ? [{ contentType: 'application/octet-stream', name: name.slice(0, 120) }] : []));
}

export function fetchCarried(source: string, limitBytes: number): Fetched {
  const bytes = Buffer.from(DATA.exec(source)?.[1] ?? '', 'base64');
  return bytes.length > limitBytes ? { kind: 'refused', reason: 'tooLarge' } : { kind: 'fetched', bytes };
}

function listOf(attachments: unknown): Record<string, unknown>[] {
  return (Array.isArray(attachments) ? attachments as unknown[] : []).slice(0, MOST).filter((each): each is Record<string, unknown> => typeof each === 'object' && each !== null);
}
