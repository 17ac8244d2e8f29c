/** What the doctor finds, and the line that says it. Pure. */

/** 'not set' is nothing wrong: a part of Lotse that this installation does not use, or not yet. */
export type State = 'ok' | 'wrong' | 'not set';

export interface Finding {
  readonly state: State;
  /** What was looked at. */
  readonly name: string;
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** One look at one thing; several findings where one answer tells several things. */
export type Look = () => Promise<readonly Finding[]>;

const WIDTH = 'not set'.length;
/** Shorter ones would tear holes into words, and are no secrets. */
const SHORTEST_SECRET = 4;

export const ok = (name: string, text: string): Finding => ({ state: 'ok', name, text });
export const wrong = (name: string, text: string, remedy: string): Finding => ({ state: 'wrong', name, text, remedy });
export const notSet = (name: string, text: string, remedy?: string): Finding => ({ state: 'not set', name, text, ...(remedy !== undefined && { remedy }) });

/** On one line, and without any of the secrets, wherever a text may have come from. */
export function lineOf({ state, name, text, remedy }: Finding, secrets: readonly string[]): string {
  const said = `${state.padEnd(WIDTH)}  ${name}: ${text}${remedy === undefined ? '' : ` -> ${remedy}`}`;
  return secrets.filter((secret) => secret.length >= SHORTEST_SECRET).reduce((line, secret) => line.replaceAll(secret, '***'), said).replace(/\s+/g, ' ').replace(/^(?:ok|wrong|not set) /, (word) => `${word.trim().padEnd(WIDTH)}  `);
}

export function sumOf(findings: readonly Finding[]): string {
  const count = findings.filter(({ state }) => state === 'wrong').length;
  return count === 0 ? 'Nothing is wrong.' : count === 1 ? 'One thing is wrong.' : `${count} things are wrong.`;
}
