/** Which topics a text may be about, and how sure that is: a linear model over its features. Pure. */
import { BUCKETS, featuresOf } from './features';

/** A topic, and how probable it is that the text means it; all topics of a text sum to 1. */
export interface Guess {
  readonly topic: string;
  readonly confidence: number;
}

/** What training leaves: for each place and topic a weight, as a whole number of `scale[topic]`. */
export interface Model {
  readonly topics: readonly string[];
  readonly bias: readonly number[];
  readonly scale: readonly number[];
  /** BUCKETS rows of one weight per topic. */
  readonly weights: Int8Array;
}

/** So many are worth looking at. */
const MOST = 8;

/** The likeliest topics, the likeliest first. */
export function classify({ topics, bias, scale, weights }: Model, text: string): Guess[] {
  const { places, weights: strengths } = featuresOf(text);
  const count = topics.length;
  const sums = new Float64Array(count);
  for (let index = 0; index < places.length; index += 1) {
    const row = places[index]! * count;
    for (let topic = 0; topic < count; topic += 1) sums[topic]! += weights[row + topic]! * strengths[index]!;
  }
  const scores = topics.map((_, topic) => sums[topic]! * scale[topic]! + bias[topic]!);
  const highest = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - highest));
  const all = shares.reduce((sum, share) => sum + share, 0);
  return topics.map((topic, index) => ({ topic, confidence: shares[index]! / all })).sort((a, b) => b.confidence - a.confidence).slice(0, MOST);
}

/** A line of JSON about the model, and its weights. `made` says of what it was made. */
export function writeModel({ weights, ...head }: Model, made: string): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ ...head, made, buckets: BUCKETS })}\n`), Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength)]);
}

/** Throws where the bytes are no model that these features can use. */
export function readModel(bytes: Buffer): Model & { readonly made: string } {
  const end = bytes.indexOf(10);
  const { topics, bias, scale, made, buckets } = JSON.parse(bytes.subarray(0, end).toString('utf8')) as Omit<Model, 'weights'> & { made: string; buckets: number };
  const weights = new Int8Array(bytes.buffer, bytes.byteOffset + end + 1, bytes.length - end - 1);
  if (buckets !== BUCKETS || weights.length !== BUCKETS * topics.length) throw new Error('The model of the topics does not belong to this build: run `npm run build`.');
  return { topics, bias, scale, made, weights };
}
