/**
 * Lines that run from right to left although their place does not: cards before 1.5 and plain messages know no direction. The mark in
 * front is for clients that go by the first letter, the isolate around the line for those that lay out everything from left to right. Pure.
 */

const MARK = '\u200f';
const ISOLATE = '\u2067';
const CLOSE = '\u2069';

export function towardsLeft(line: string): string {
  return line.trim() === '' ? line : `${MARK}${ISOLATE}${line}${CLOSE}`;
}

/** Each line by itself: an isolate ends with its line. */
export function linesTowardsLeft(text: string): string {
  return text.split('\n').map(towardsLeft).join('\n');
}

/** The runs of one line together. */
export function runsTowardsLeft<T extends { readonly text?: unknown }>(runs: readonly T[]): T[] {
  const last = runs.length - 1;
  return runs.map((run, index) => ({ ...run, text: `${index === 0 ? MARK + ISOLATE : ''}${String(run.text)}${index === last ? CLOSE : ''}` }));
}
