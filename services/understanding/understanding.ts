/** What free text is about, as far as can be told on board: no service, no key, the same answer for the same words. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { classify, readModel, type Guess, type Model } from './classifier';

export interface Understanding {
  /** The likeliest topics (docs/topics.md), the likeliest first; about 0.2 ms. */
  guess(text: string): readonly Guess[];
}

/** Made by the build from the lines in `locales`. */
const MODEL_FILE = path.join(__dirname, 'trained', 'topics.bin');

/** Reads the model at once: whoever serves must not find out later that the build has made none, or another one by then. */
export function createUnderstanding(): Understanding {
  const model = loadModel();
  return { guess: (text) => (text.trim() === '' ? [] : classify(model, text)) };
}

function loadModel(): Model {
  try {
    return readModel(readFileSync(MODEL_FILE));
  } catch (error) {
    throw new Error('The model of the topics is not there, or not of this build: run `npm run build`.', { cause: error });
  }
}
