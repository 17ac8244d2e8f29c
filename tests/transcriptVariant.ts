/**
 * What is heard otherwise when a transcript is played on another channel than its own: only the turns that differ, each under its
 * number, below a line that says why. What cannot be done there is replaced by what people do instead. Pure.
 *
 *   # Why it differs, in one sentence.
 *   @ turn 3
 *   ana:     …
 *   bot:     …
 *   @ turn 5 instead of ana: [Utiliser « Firefox 133.0 »]
 *   ana:     Firefox 133.0
 */

const TURN = /^@ turn (\d+)(?: instead of (.+))?$/;
export const NO_REASON = 'WHY?';

/** A turn is what somebody does and all that is heard of it; the file's first lines are turn 0. */
export function turnsOf(text: string): string[] {
  return text.trimEnd().split('\n\n');
}

/** The transcript as it is played and must be heard there. */
export function withVariant(source: string, variant: string | undefined): string {
  const turns = turnsOf(source);
  for (const { place, turn, instead } of variant === undefined ? [] : readVariant(variant)) {
    const own = turns[place] ?? '';
    if (doneIn(own) !== (instead ?? doneIn(turn))) throw new Error(`Turn ${place} is not any more what differs: "${doneIn(own)}".`);
    turns[place] = turn;
  }
  return `${turns.join('\n\n')}\n`;
}

/** Turns of the variant that are heard as in the transcript itself. */
export function unusedIn(source: string, variant: string): number[] {
  const turns = turnsOf(source);
  return readVariant(variant).filter(({ place, turn }) => turns[place] === turn).map(({ place }) => place);
}

/** What differs, or undefined where nothing does. */
export function variantOf(source: string, played: string, reason = NO_REASON): string | undefined {
  const [own, there] = [turnsOf(source), turnsOf(played)];
  if (own.length !== there.length) throw new Error(`Of ${own.length} turns ${there.length} were played.`);
  const changed = there.flatMap((turn, place) => (turn === own[place] ? [] : [`@ turn ${place}${doneIn(turn) === doneIn(own[place]!) ? '' : ` instead of ${doneIn(own[place]!)}`}\n${turn}`]));
  return changed.length === 0 ? undefined : `# ${reason}\n\n${changed.join('\n\n')}\n`;
}

export function reasonOf(variant: string): string {
  return /^# (.+)$/m.exec(variant)?.[1] ?? NO_REASON;
}

/** Who does what, in the first line of a turn. */
function doneIn(turn: string): string {
  return turn.split('\n', 1)[0]!.replace(/:\s+/, ': ');
}

function readVariant(variant: string): { readonly place: number; readonly turn: string; readonly instead: string | undefined }[] {
  return turnsOf(variant).slice(1).map((entry) => {
    const [first = '', ...rows] = entry.split('\n');
    const [, place, instead] = TURN.exec(first) ?? [];
    if (place === undefined) throw new Error(`A turn of a variant begins with "@ turn" and its number, not with "${first}".`);
    return { place: Number(place), turn: rows.join('\n'), instead };
  });
}
