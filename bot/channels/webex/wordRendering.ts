/**
 * An agent's words on Webex: as `text`, which is never read as Markdown, so that no sign in them does anything; the name stands in a line of
 * its own, which only Markdown could make bold. A message takes one file, and Webex fetches it itself: each follows on its own. Pure.
 */
import type { Word } from '../../../dialogs/message';
import { lettersOf, linesOf, nameAbove } from '../word';
import type { Reply, Standing } from '../channel';
import { partsOf } from './parts';
import { TEXT_LIMIT_BYTES } from './rendering';

export function renderWord(word: Word, { answering }: Pick<Standing, 'answering'>): readonly Reply[] {
  const thread = answering === undefined ? {} : { parentId: answering };
  const write = (part: string) => [`${nameAbove(word)}:`, ...linesOf(part)].join('\n');
  const words = lettersOf(word);
  const parts = words === '' && word.files?.length ? [] : partsOf(words, (part) => Buffer.byteLength(write(part)) <= TEXT_LIMIT_BYTES);
  return [...parts.map((part): Reply => ({ text: write(part) })), ...(word.files ?? []).map(({ path, name }): Reply => ({ text: `${nameAbove(word)}: ${linesOf(name).join(' ')}`, files: [path] }))]
    .map((reply) => ({ ...reply, ...thread }));
}
