/**
 * What is heard otherwise when a transcript is played on another channel than its own: only the turns that differ, each under its
 * number, below a line that says why. Pure.
 *
 *   # Why it differs, in one sentence.
 *   @ turn 3
 *   ana:     …
 *   bot:     …
 */

const TURN = /^@ turn (\d+)$/;
export const NO_REASON = 'WHY?';

/** A turn is what somebody does and all that is heard of it; the file's first lines are turn 0. */
export function turnsOf(text: string): string[] {
  return text.trimEnd().split('\n\n');
}

/** The transcript as it must be heard there. */
export function withVariant(source: string, variant: string | undefined): string {
  const turns = turnsOf(source);
  for (const [place, turn] of variant === undefined ? [] : readVariant(variant)) {
    if (turns[place] === undefined || turns[place] === turn) throw new Error(`Turn ${place} does not differ any more: record it anew.`);
    turns[place] = turn;
  }
  return `${turns.join('\n\n')}\n`;
}

/** What differs, or undefined where nothing does. */
export function variantOf(source: string, played: string, reason = NO_REASON): string | undefined {
  const [own, there] = [turnsOf(source), turnsOf(played)];
  if (own.length !== there.length) throw new Error(`Of ${own.length} turns ${there.length} were played.`);
  const changed = there.flatMap((turn, place) => (turn === own[place] ? [] : [`@ turn ${place}\n${turn}`]));
  return changed.length === 0 ? undefined : `# ${reason}\n\n${changed.join('\n\n')}\n`;
}

export function reasonOf(variant: string): string {
  return /^# (.+)$/m.exec(variant)?.[1] ?? NO_REASON;
}

function readVariant(variant: string): [number, string][] {
  return turnsOf(variant).slice(1).map((entry) => {
    const [first = '', ...rows] = entry.split('\n');
    const place = TURN.exec(first)?.[1];
    if (place === undefined) throw new Error(`A turn of a variant begins with "@ turn" and its number, not with "${first}".`);
    return [Number(place), rows.join('\n')];
  });
}
