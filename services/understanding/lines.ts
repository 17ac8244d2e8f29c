/** Reads the lines as partners write them, per language and topic (docs/topics.md): for training and for tests. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Example } from './training';

export interface Line extends Example {
  readonly language: string;
  /** Who wrote it: hands saw none of each other's lines. */
  readonly hand: string;
}

const HAND = /^# (\w+):/;

/** All lines under `folder`/LANGUAGE/utterances/TOPIC.txt, in an order that does not change. */
export function readLines(folder: string, languages: readonly string[]): Line[] {
  return languages.flatMap((language) => {
    const within = path.join(folder, language, 'utterances');
    return readdirSync(within).filter((file) => file.endsWith('.txt')).sort().flatMap((file) => linesOf(readFileSync(path.join(within, file), 'utf8'), language, file.slice(0, -'.txt'.length)));
  });
}

function linesOf(text: string, language: string, topic: string): Line[] {
  let hand = '';
  return text.split('\n').flatMap((line) => {
    hand = HAND.exec(line)?.[1] ?? hand;
    const said = line.trim();
    return said === '' || said.startsWith('#') ? [] : [{ language, topic, hand, text: said }];
  });
}
