/** What a contact may wish to be asked later: the ways there, for how long it is waited, which question comes when, and where an answer leads. Pure. */
import { addDays, addMonths, weekdayOf, type Day } from '../../services/day';
import { lineOf } from './line';
import { at, type Journey, type Place, type View, type Way, type Wish } from './place';
import type { Nudge, Procedure } from './procedure';

const WAITING: View = { kind: 'waiting' };
const SATURDAY = 6;

export function nudgeAt(procedure: Procedure, step: string): Nudge | undefined {
  return procedure.nudges[procedure.steps[step]?.nudge ?? ''];
}

/** Whether a way has to do with the wish to be asked later. */
export function isWished({ id, words, day }: Way): boolean {
  return id === 'asked' || words === 'day' || day !== undefined;
}

/** Whether a day is asked for at a place: in a question of its own, or by a step that leads no further. */
export function asksDay(procedure: Procedure, { step, view }: Place): boolean {
  const nudge = nudgeAt(procedure, step);
  if (!nudge || !('reached' in nudge)) return false;
  return view.kind === 'day' ? !view.inDoubt : view.kind === 'step' && !procedure.steps[step]!.next;
}

/** Whether a day may be named at a place: it is asked for there, or a way leads to the question. */
export function takesDay(procedure: Procedure, { step, view }: Place): boolean {
  const nudge = nudgeAt(procedure, step);
  return nudge !== undefined && 'reached' in nudge && ['step', 'day', 'waiting'].includes(view.kind);
}

/** "Ask me later", beside a step's own ways; a step that leads no further asks for the day itself. */
export function wishWays(procedure: Procedure, place: Place): Way[] {
  const nudge = nudgeAt(procedure, place.step);
  if (!nudge) return [];
  if ('minutes' in nudge) return [{ id: 'asked', target: at(place.step, WAITING, place.problem), affirms: true, wish: { nudge: procedure.steps[place.step]!.nudge!, step: place.step, next: 0 } }];
  return [...(asksDay(procedure, place) ? [] : [toQuestion(place)]), ownDay(place)];
}

/** At the question for a day; where one is in doubt, the days that it may be. */
export function dayWays(place: Place, view: View & { kind: 'day' }): Way[] {
  if (!view.inDoubt) return [ownDay(place)];
  const { days, why } = view.inDoubt;
  return [...days.map((day): Way => ({ id: `day:${day}`, day, target: at(place.step, WAITING, place.problem), ...(why === 'far' && { affirms: true }) })), { ...toQuestion(place), ...(why === 'far' && { affirms: false }) }, ownDay(place)];
}

/** While it is waited: the answers to the question to come, which are never meant by a mere yes, and another day. */
export function waitingWays(procedure: Procedure, { place, wish }: Journey, remedies: readonly Way[]): Way[] {
  const nudge = nudgeAt(procedure, place.step)!;
  const index = Math.min(wish?.next ?? 0, nudge.questions.length - 1);
  const answers = Object.keys(nudge.questions[index]!.answers).flatMap((answer) => answerOf(procedure, place, nudge, index, answer, remedies) ?? []);
  return [...answers.map(({ affirms: _affirms, ...way }) => way), ...('reached' in nudge ? [toQuestion(place), ownDay(place)] : [])];
}

/** Where the day has come and the next question is still waited for: its answers that lead elsewhere. */
export function followingWays(procedure: Procedure, { place, wish }: Journey): Way[] {
  const nudge = wish && procedure.nudges[wish.nudge];
  if (!nudge || !('reached' in nudge) || wish.isOver || place.step !== nudge.reached) return [];
  return Object.entries(nudge.questions[wish.next]?.answers ?? {}).flatMap(([answer, to]) => to === place.step ? [] : answerOf(procedure, place, nudge, wish.next, answer, []) ?? []);
}

/** The way that a named day is: to wait for it, or, where it has come, for the next question, if one is left. */
export function wayOfDay(procedure: Procedure, { place }: Journey, day: Day, today: Day): Way {
  const nudge = nudgeAt(procedure, place.step)!;
  if (!('reached' in nudge)) throw new Error(`At ${place.step} of ${procedure.id} no day is asked for.`);
  const next = nudge.questions.findIndex((_question, index) => addDays(day, index) > today);
  const target = next === 0 ? at(place.step, WAITING, place.problem) : onward(procedure, place, nudge, nudge.reached);
  return { id: 'day', target, ...(next >= 0 && { wish: { nudge: procedure.steps[place.step]!.nudge!, step: place.step, day, next } }) };
}

/** The one day that is meant, or the view in which it is asked back: of two readings which, of a day more than a year ahead whether. */
export function dayMeant(days: readonly Day[], today: Day): Day | View {
  if (days.length > 1) return { kind: 'day', inDoubt: { days, why: 'two' } };
  return days[0]! > addMonths(today, 12) ? { kind: 'day', inDoubt: { days, why: 'far' } } : days[0]!;
}

/** The days on which the questions are asked: working days, no two on one. */
export function daysOf({ questions }: Nudge, day: Day): Day[] {
  const days: Day[] = [];
  for (const _question of questions) days.push(workday(days.length === 0 ? day : addDays(days.at(-1)!, 1)));
  return days;
}

/** The wish after a move: taken up, one question further, kept, or over because nothing is waited for any more. */
export function wishAfter(procedure: Procedure, { wish: before }: Journey, way: Way, place: Place): Wish | undefined {
  const further = before && way.answers !== undefined ? { ...before, next: Math.max(before.next, way.answers + 1) } : before;
  const wish = way.wish ?? further;
  return wish && !isWaitedFor(procedure, place, wish) ? { ...wish, isOver: true } : wish;
}

/** The way that an answer to a nudge is where the contact stands now; undefined where it says nothing there any more. Good news is always welcome. */
export function wayOfAnswer(procedure: Procedure, journey: Journey, milestone: string, answer: string, open: readonly Way[]): Way | undefined {
  const { place, wish } = journey;
  const nudge = wish && procedure.nudges[wish.nudge];
  const index = nudge?.questions.findIndex((question) => question.milestone === milestone) ?? -1;
  if (!nudge || index < 0) return undefined;
  const answers = Object.keys(nudge.questions[index]!.answers);
  const way = answers.includes(answer) ? answerOf(procedure, place, nudge, index, answer, open) : undefined;
  const isThere = place.step === wish.step || (!wish.isOver && wish.next <= index);
  const isStillNews = answer === answers[0] && (!way || way.answers === undefined || ('reached' in nudge && place.step === nudge.reached));
  return isThere || isStillNews ? way : undefined;
}

function answerOf(procedure: Procedure, place: Place, nudge: Nudge, index: number, answer: string, ways: readonly Way[]): Way | undefined {
  const to = nudge.questions[index]!.answers[answer]!;
  if (to === 'helped' || to === 'notHelped') return ways.find((way) => way.id === to);
  return { id: answer, target: onward(procedure, place, nudge, to), answers: index };
}

function onward(procedure: Procedure, place: Place, nudge: Nudge, to: string): Way['target'] {
  return at(to, undefined, lineOf(procedure).includes(to) ? undefined : 'problem' in nudge ? nudge.problem : place.problem);
}

/** Whether a wish still stands where the contact is now. */
export function isWaitedFor(procedure: Procedure, { step, view }: Place, wish: Wish): boolean {
  const nudge = procedure.nudges[wish.nudge];
  if (!nudge || wish.isOver || wish.next >= nudge.questions.length) return false;
  if (step === wish.step) return view.kind === 'waiting' || view.kind === 'day';
  return 'reached' in nudge && step === nudge.reached && wish.next > 0;
}

function toQuestion({ step, problem }: Place): Way {
  return { id: 'asked', target: at(step, { kind: 'day' }, problem) };
}

function ownDay({ step, problem }: Place): Way {
  return { id: 'words', words: 'day', target: at(step, WAITING, problem) };
}

function workday(day: Day): Day {
  return weekdayOf(day) < SATURDAY ? day : workday(addDays(day, 1));
}
