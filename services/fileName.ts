/** The name of a file as it is kept and shown: no path, nothing invisible, nothing that turns the reading direction, not endless. Pure. */

const MOST_CHARACTERS = 120;
const LONGEST_ENDING = 12;

/** Undefined where nothing of the name is left. */
export function cleanName(given: string | undefined): string | undefined {
  const last = (given ?? '').slice(0, 4000).normalize('NFC').split(/[/\\]/).at(-1)!;
  // Controls, invisible and direction-turning characters, halves of characters, line separators.
  const seen = last.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '').replace(/[<>:"|?*]/g, '_');
  const name = seen.replace(/\s+/g, ' ').replace(/^[\s.]+|[\s.]+$/g, '');
  return name === '' ? undefined : shorten([...name]);
}

/** The ending stays: it is what people go by. */
function shorten(characters: readonly string[]): string {
  if (characters.length <= MOST_CHARACTERS) return characters.join('');
  const dot = characters.lastIndexOf('.');
  const ending = dot > 0 && characters.length - dot <= LONGEST_ENDING ? characters.slice(dot) : [];
  return [...characters.slice(0, MOST_CHARACTERS - ending.length), ...ending].join('');
}
