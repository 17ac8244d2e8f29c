/** What Lotse does with free text: begins, answers, takes it as a command, asks which of a few is meant, or admits that it does not know. Pure. */
import type { Guess } from '../../services/understanding/classifier';
import type { ProcedureId } from '../procedures/procedure';
import { areaOf, SMALL_TALK, TOPICS, type Topic, type TopicCommand } from './topic';

export type Act =
  /** `others`: what it may have been instead, the likeliest first. */
  | { readonly act: 'do'; readonly topic: Topic; readonly others: readonly Topic[]; readonly confidence: number }
  | { readonly act: 'ask'; readonly topics: readonly Topic[]; readonly confidence: number }
  /** `isForeign`: plainly something that Lotse has nothing to do with. */
  | { readonly act: 'unknown'; readonly isForeign: boolean; readonly confidence: number };

/** From here on it is done at once; below, it is asked. Found on lines that no training had seen: npm run check:understanding. */
const SURE = 0.45;
/** What changes something for somebody needs more. */
const SURE_OF_CHANGES = 0.75;
const CHANGES = new Set<TopicCommand>(['stop', 'restart', 'language', 'orderProblems', 'later', 'remindersOff', 'renewed', 'notMine', 'deleteMyData']);
/** Where these are left together for all that Lotse knows of, nothing is asked. */
const WORTH_ASKING = 0.4;
/** As likely as this beside the first one is worth a button. */
const WORTH_A_BUTTON = 0.05;
const MOST_BUTTONS = 3;
/** What Lotse cannot help with has no end, and the lines that were learnt from do: it counts for so much more than they say. */
const FOREIGN: Readonly<Record<string, number>> = { outOfScope: 6, gap: 2 };
/** So much likelier is what belongs to the procedure that somebody is in the middle of. */
const HERE = 2;

/** `here`: the procedure that the contact is in. */
export function decide(guesses: readonly Guess[], here?: ProcedureId): Act {
  const [first, ...others] = weighed(guesses, here);
  if (!first) return { act: 'unknown', isForeign: false, confidence: 0 };
  const known = [first, ...others].filter(({ topic }) => topic.kind !== 'outOfScope' && !(topic.kind === 'command' && SMALL_TALK.has(topic.command)));
  const isChange = first.topic.kind === 'command' && CHANGES.has(first.topic.command);
  if (first.confidence >= (isChange ? SURE_OF_CHANGES : SURE)) return first.topic.kind === 'outOfScope' ? { act: 'unknown', isForeign: true, confidence: first.confidence } : { act: 'do', ...first, others: buttonsOf(known.filter((each) => each !== first)) };
  const hope = known.reduce((sum, { confidence }) => sum + confidence, 0);
  if (hope < WORTH_ASKING || known.length === 0) return { act: 'unknown', isForeign: first.topic.kind === 'outOfScope' && first.confidence >= WORTH_ASKING, confidence: 1 - hope };
  return { act: 'ask', topics: buttonsOf(known), confidence: known[0]!.confidence };
}

interface Weighed {
  readonly topic: Topic;
  readonly confidence: number;
}

function weighed(guesses: readonly Guess[], here: ProcedureId | undefined): Weighed[] {
  const found = guesses.flatMap(({ topic: id, confidence }): Weighed[] => {
    const topic = TOPICS.get(id);
    return topic ? [{ topic, confidence: confidence * weightOf(topic, here) }] : [];
  });
  const rest = Math.max(0, 1 - guesses.reduce((sum, { confidence }) => sum + confidence, 0));
  const all = found.reduce((sum, { confidence }) => sum + confidence, rest);
  return found.map(({ topic, confidence }) => ({ topic, confidence: confidence / all })).sort((a, b) => b.confidence - a.confidence);
}

function weightOf(topic: Topic, here: ProcedureId | undefined): number {
  if (topic.kind === 'outOfScope') return FOREIGN[topic.id] ?? 1;
  return here !== undefined && areaOf(topic) === here ? HERE : 1;
}

function buttonsOf(known: readonly Weighed[]): Topic[] {
  return known.filter(({ confidence }, index) => index === 0 || confidence >= WORTH_A_BUTTON).slice(0, MOST_BUTTONS).map(({ topic }) => topic);
}
