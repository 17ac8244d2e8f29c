/** How well free text is understood, on lines that no training has seen: counted the same way by the tests and by `npm run check:understanding`. */
const { readFileSync } = require('node:fs');
const path = require('node:path');

const HELD = path.join(__dirname, 'held');
const LANGUAGES = ['en', 'de', 'fr', 'ru', 'ar'];
/** A held-back line that shares so much with one that was learnt from proves nothing. */
const NEAR_COPY = 0.8;

const readRows = (name) => readFileSync(path.join(HELD, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
const heldLines = (language) => readRows(`${language}.jsonl`);
const heldQuestions = (language) => readRows(`questions-${language}.jsonl`);

/** What share of their pieces of three letters two texts have in common, 0 to 1. */
function similarity(one, other) {
  let common = 0;
  for (const piece of one) if (other.has(piece)) common += 1;
  return common / (one.size + other.size - common);
}

function piecesOf(text) {
  const folded = ` ${text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
  return new Set(Array.from({ length: Math.max(1, folded.length - 2) }, (_, index) => folded.slice(index, index + 3)));
}

/** Held-back lines that are no near copies, and how near the others of the same language are at most. */
function withoutNearCopies(rows, learnt) {
  const known = learnt.map(({ text }) => piecesOf(text));
  const nearest = rows.map(({ text }) => {
    const pieces = piecesOf(text);
    return known.reduce((most, other) => Math.max(most, similarity(pieces, other)), 0);
  });
  const sorted = [...nearest].sort((a, b) => a - b);
  return { kept: rows.filter((_, index) => nearest[index] < NEAR_COPY), nearCopies: nearest.filter((each) => each >= NEAR_COPY).length, medianSimilarity: sorted[Math.floor(sorted.length / 2)] };
}

/** `read` says what Lotse would do with a text; `intentOf` names a topic's intent. Shares of 0 to 1. */
function measure(rows, { read, intentOf, intentsOf }) {
  const inScope = rows.filter(({ topic }) => topic !== 'outOfScope');
  const foreign = rows.filter(({ topic }) => topic === 'outOfScope');
  const acts = inScope.map(({ topic, text }) => judge(read(text), intentOf(topic), intentsOf));
  const foreignActs = foreign.map(({ text }) => read(text).act);
  const share = (found, wanted) => found.filter((each) => each === wanted).length / found.length;
  const verdicts = acts.map(({ verdict }) => verdict);
  return {
    lines: rows.length, helped: acts.filter(({ isHelped }) => isHelped).length / acts.length, rightAtOnce: share(verdicts, 'right'), wrongStart: share(verdicts, 'wrong'), asked: share(verdicts, 'asked'),
    outOfScopeActedUpon: share(foreignActs, 'do'), outOfScopeAsked: share(foreignActs, 'ask'), macroF1: macroF1(acts), reliability: reliability(acts), confusions: confusions(acts),
  };
}

function judge(act, wanted, intentsOf) {
  const intents = act.act === 'do' ? intentsOf([act.topic]) : act.act === 'ask' ? intentsOf(act.topics) : [];
  const isHelped = intents.includes(wanted);
  return { wanted, got: intents[0] ?? 'out_of_scope', confidence: act.confidence, isHelped, verdict: act.act === 'do' ? (isHelped ? 'right' : 'wrong') : act.act === 'ask' ? 'asked' : 'unknown' };
}

/** Of the best guess, whether it was acted upon or not. */
function macroF1(acts) {
  const intents = [...new Set(acts.map(({ wanted }) => wanted))];
  const scores = intents.map((intent) => {
    const right = acts.filter(({ wanted, got }) => wanted === intent && got === intent).length;
    return (2 * right) / (acts.filter(({ wanted }) => wanted === intent).length + acts.filter(({ got }) => got === intent).length || 1);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** In steps of a fifth: how many were so confident, and which share of them was right. */
function reliability(acts) {
  return [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const within = acts.filter(({ confidence }) => confidence >= from && (confidence < from + 0.2 || from === 0.8));
    return { from, lines: within.length, right: within.length === 0 ? null : round(within.filter(({ wanted, got }) => wanted === got).length / within.length) };
  });
}

function confusions(acts) {
  const counts = new Map();
  for (const { wanted, got } of acts) if (wanted !== got) counts.set(`${wanted} -> ${got}`, (counts.get(`${wanted} -> ${got}`) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1]).slice(0, 8));
}

/** Whether an answer carries every fact that a right one needs; twins say the same in two documents. */
const TWINS = [['TRB-4', 'ACT-5'], ['REN-6', 'REN-20'], ['REN-12', 'REN-25'], ['REN-8', 'REN-21'], ['REN-9', 'REN-22'], ['REN-10', 'REN-23'], ['REN-11', 'REN-24'], ['REN-3', 'REN-18'], ['WBX-17', 'WBX-22'], ['ORD-3', 'ORD-19'], ['SUP-3', 'SUP-4']];
function carries(facts, needed) {
  return needed.every((fact) => facts.includes(fact) || TWINS.some((twins) => twins.includes(fact) && twins.some((twin) => facts.includes(twin))));
}

function round(share) {
  return Math.round(share * 1000) / 1000;
}

module.exports = { LANGUAGES, NEAR_COPY, heldLines, heldQuestions, similarity, piecesOf, withoutNearCopies, measure, carries, round };
