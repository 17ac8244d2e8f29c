/** What free text is about, as far as can be told on board: no service, no key, the same answer for the same words. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { classify, readModel, type Guess, type Model } from './classifier';

export interface Understanding {
  /** The likeliest topics (docs/topics.md), the likeliest first; a few thousandths of a second. */
  guess(text: string): readonly Guess[];
}

/** Made by the build from the lines in `locales`; for where another one is asked. */
export const MODEL_FILE = path.join(__dirname, 'trained', 'topics.bin');

/** Reads the model as the first words come. Throws then where the build has made none. */
export function createUnderstanding(file = MODEL_FILE): Understanding {
  let model: Model | undefined;
  return { guess: (text) => (text.trim() === '' ? [] : classify(model ??= readModel(readFileSync(file)), text)) };
}
