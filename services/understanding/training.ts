/** Learns the topics from lines as partners write them: multinomial logistic regression by stochastic gradient descent, the same on every machine. Pure. */
import type { Model } from './classifier';
import { BUCKETS, featuresOf, type Features } from './features';

export interface Example {
  readonly topic: string;
  readonly text: string;
}

/** Found by leaving one hand's lines out at a time. */
const ROUNDS = 8;
const STEP = 6;
const LAST_STEP_SHARE = 0.1;
/** Part of the features that are not looked at in each step, so that no single word decides. */
const LEFT_OUT = 0.3;
/** Part of each answer that goes to all topics alike: lines have been filed wrongly, too. */
const DOUBT = 0.05;
const BIAS_STEP = 0.005;

/** Throws where a topic has no line. */
export function train(examples: readonly Example[]): Model {
  const topics = [...new Set(examples.map(({ topic }) => topic))].sort();
  const answers = examples.map(({ topic }) => topics.indexOf(topic));
  const features = examples.map(({ text }) => featuresOf(text));
  const learnt: Learnt = { count: topics.length, weights: new Float32Array(BUCKETS * topics.length), bias: new Float64Array(topics.length), shares: new Float64Array(topics.length) };
  const chance = createChance();
  const order = examples.map((_, index) => index);
  for (let round = 0; round < ROUNDS; round += 1) {
    shuffle(order, chance);
    const step = STEP * (1 - (round / ROUNDS) * (1 - LAST_STEP_SHARE));
    for (const index of order) learn(learnt, leaveOut(features[index]!, chance), answers[index]!, step);
  }
  return quantised(topics, learnt);
}

interface Learnt {
  readonly count: number;
  readonly weights: Float32Array;
  readonly bias: Float64Array;
  /** Of the line that is looked at. */
  readonly shares: Float64Array;
}

function learn({ count, weights, bias, shares }: Learnt, { places, weights: strengths }: Features, answer: number, step: number): void {
  shares.set(bias);
  for (let index = 0; index < places.length; index += 1) {
    const row = places[index]! * count;
    const strength = strengths[index]!;
    for (let topic = 0; topic < count; topic += 1) shares[topic]! += weights[row + topic]! * strength;
  }
  toErrors(shares, answer);
  for (let index = 0; index < places.length; index += 1) {
    const row = places[index]! * count;
    const change = strengths[index]! * step;
    for (let topic = 0; topic < count; topic += 1) weights[row + topic]! -= change * shares[topic]!;
  }
  for (let topic = 0; topic < count; topic += 1) bias[topic]! -= BIAS_STEP * shares[topic]!;
}

/** From scores to how far each topic's probability is from what it should be. */
function toErrors(shares: Float64Array, answer: number): void {
  let highest = -Infinity;
  for (const score of shares) if (score > highest) highest = score;
  let all = 0;
  for (let topic = 0; topic < shares.length; topic += 1) all += shares[topic] = Math.exp(shares[topic]! - highest);
  for (let topic = 0; topic < shares.length; topic += 1) shares[topic] = shares[topic]! / all - DOUBT / shares.length - (topic === answer ? 1 - DOUBT : 0);
}

function leaveOut({ places, weights }: Features, chance: () => number): Features {
  const kept = Array.from(places.keys()).filter(() => chance() >= LEFT_OUT);
  return { places: Int32Array.from(kept, (index) => places[index]!), weights: Float32Array.from(kept, (index) => weights[index]!) };
}

function shuffle(order: number[], chance: () => number): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
}

/** Not chance at all: the same lines must give the same model everywhere. */
function createChance(): () => number {
  let state = 12345;
  return () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
}

/** A byte for each weight is as good, and an eighth of the memory. */
function quantised(topics: readonly string[], { count, weights, bias }: Learnt): Model {
  const scale = topics.map((_, topic) => {
    let largest = 0;
    for (let at = topic; at < weights.length; at += count) largest = Math.max(largest, Math.abs(weights[at]!));
    return largest / 127 || 1;
  });
  return { topics, bias: [...bias], scale, weights: Int8Array.from(weights, (weight, at) => Math.round(weight / scale[at % count]!)) };
}
