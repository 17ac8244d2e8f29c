/** What comes due while a handoff waits, is joined or was closed, and when; and who is called first. Everything runs in the hours of the office but for what says otherwise. Pure. */
import { isAtHub } from './handoff';
import { addWorkMs, nextOpening, workMsBetween, type WorkCalendar } from '../workCalendar';

export interface HandoffTimes {
  /** Nobody takes it: called again, a mail to support, to the lead, given up. Each counts from when somebody could have answered. */
  readonly callAgainMinutes: number;
  readonly mailMinutes: number;
  readonly leadMinutes: number;
  readonly giveUpMinutes: number;
  /** Nobody at an engagement hub takes it: it waits for our own people. */
  readonly hubAcceptMinutes: number;
  /** The agent owes an answer: called after that, and after twice that it waits for somebody else. */
  readonly agentSilentMinutes: number;
  /** The contact owes one: asked once. */
  readonly contactSilentMinutes: number;
  /** Nothing comes any more: closed so long after the agent's last word, at any hour, and never before the contact was asked. */
  readonly silenceClosesMinutes: number;
  readonly ratingReminderHours: number;
}

/** What decides; a row of the table has it all. */
export interface Watched {
  readonly state: string;
  /** How far its steps have gone: back to nought when somebody has it, when it waits anew and when somebody speaks who was waited for. */
  readonly stage: number;
  readonly waitingSince: Date;
  readonly joinedAt: Date | null;
  /** Since when the contact waits for an answer: the first word that nobody has answered, or when an agent has taken it; else their last word. See `afterWord`. */
  readonly contactSaidAt: Date | null;
  /** The last word of the agent who has it; null while they have said nothing. */
  readonly agentSaidAt: Date | null;
  readonly via: string | null;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
  readonly rating: number | null;
  readonly ratingAskedAt: Date | null;
  readonly ratingAsks: number;
}

export type StepKind =
  /** While it waits. */
  | 'callAgain' | 'mail' | 'lead' | 'giveUp'
  /** While it waits at an engagement hub. */
  | 'takeBack'
  /** Given up: support gets the whole story. */
  | 'report'
  /** While it is joined. */
  | 'callAgent' | 'release' | 'askContact' | 'closeSilent'
  /** Once it is closed. */
  | 'remindOfRating';

export interface Step {
  readonly kind: StepKind;
  /** When it comes due by the times alone, and when it is done: nobody hears at night of what should have been done by day. */
  readonly due: Date;
  readonly at: Date;
  /** The stage that is reached with it. */
  readonly stage: number;
}

/** Thrown where a step is not due any more, since somebody has done something meanwhile: then nothing of it is committed. */
export class StepPassed extends Error {}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WAITING: readonly { readonly kind: StepKind; readonly after: keyof HandoffTimes }[] = [
  { kind: 'callAgain', after: 'callAgainMinutes' }, { kind: 'mail', after: 'mailMinutes' }, { kind: 'lead', after: 'leadMinutes' }, { kind: 'giveUp', after: 'giveUpMinutes' },
];
const REPORTED = WAITING.length + 1;
/** Asked once, and reminded once. */
const RATING_ASKS = 2;
const LONG_AGO = new Date(0);
/** Longer than a tick: then Lotse was away. */
const LATE_MS = 5 * MINUTE_MS;
/** These wake nobody. */
const ANY_TIME: readonly StepKind[] = ['report', 'closeSilent'];

type DueStep = Omit<Step, 'at'>;

/** What is to be done next, and when; `now` only keeps what is late out of the night. */
export function nextStep(handoff: Watched, now: Date, calendar: WorkCalendar, times: HandoffTimes): Step | undefined {
  const step = stepOf(handoff, calendar, times);
  if (!step) return undefined;
  const isLate = now.getTime() - step.due.getTime() > LATE_MS;
  const waitsForDay = step.kind === 'remindOfRating' || (isLate && !ANY_TIME.includes(step.kind));
  return { ...step, at: waitsForDay ? nextOpening(latest(step.due, now), calendar) : step.due };
}

function stepOf(handoff: Watched, calendar: WorkCalendar, times: HandoffTimes): DueStep | undefined {
  if (handoff.state === 'waiting') return stepOfWaiting(handoff, calendar, times);
  if (handoff.state === 'joined' && isAtHub(handoff)) return stepOfSilentHub(handoff, times);
  if (handoff.state === 'joined') return isAgentAwaited(handoff) ? stepOfSilentAgent(handoff, calendar, times) : stepOfSilentContact(handoff, calendar, times);
  return stepOfClosed(handoff, times);
}

/** When somebody is to look at it; null while nothing comes due. */
export function lookAtOf(handoff: Watched, calendar: WorkCalendar, times: HandoffTimes): Date | null {
  return nextStep(handoff, LONG_AGO, calendar, times)?.at ?? null;
}

/** When to look again once a step is done. Whoever was away, as Lotse itself may have been, gets as much time for the next one as was meant. */
export function lookAfter(handoff: Watched, step: Step, now: Date, calendar: WorkCalendar, times: HandoffTimes): Date | null {
  const next = nextStep(handoff, LONG_AGO, calendar, times);
  if (!next || next.at > now) return next?.at ?? null;
  if (next.kind === 'closeSilent') return new Date(now.getTime() + next.due.getTime() - step.due.getTime());
  return addWorkMs(now, workMsBetween(step.due, next.due, calendar), calendar);
}

/** What a word of the contact changes: who has been waiting goes on waiting since the first of them. */
export function afterWord(handoff: Watched, at: Date): { readonly contactSaidAt: Date; readonly stage: number } {
  const isWaitingAlready = handoff.state === 'joined' && !isAtHub(handoff) && isAgentAwaited(handoff) && handoff.contactSaidAt !== null;
  if (isWaitingAlready) return { contactSaidAt: handoff.contactSaidAt, stage: handoff.stage };
  return { contactSaidAt: at, stage: handoff.state === 'joined' ? 0 : handoff.stage };
}

function stepOfWaiting({ state, stage, waitingSince, via }: Watched, calendar: WorkCalendar, times: HandoffTimes): DueStep | undefined {
  if (isAtHub({ state, via })) return { kind: 'takeBack', due: addWorkMs(waitingSince, times.hubAcceptMinutes * MINUTE_MS, calendar), stage: 0 };
  const next = WAITING[stage];
  return next && { kind: next.kind, due: addWorkMs(waitingSince, times[next.after] * MINUTE_MS, calendar), stage: stage + 1 };
}

/** Whether the agent has said nothing yet, or the contact last. */
function isAgentAwaited({ agentSaidAt, contactSaidAt }: Watched): boolean {
  return agentSaidAt === null || (contactSaidAt !== null && contactSaidAt > agentSaidAt);
}

function stepOfSilentAgent({ stage, joinedAt, contactSaidAt, waitingSince }: Watched, calendar: WorkCalendar, { agentSilentMinutes }: HandoffTimes): DueStep {
  const since = latest(joinedAt ?? waitingSince, contactSaidAt);
  const after = (times: number) => addWorkMs(since, times * agentSilentMinutes * MINUTE_MS, calendar);
  return stage === 0 ? { kind: 'callAgent', due: after(1), stage: 1 } : { kind: 'release', due: after(2), stage: 0 };
}

function stepOfSilentContact({ stage, joinedAt, agentSaidAt, contactSaidAt, waitingSince }: Watched, calendar: WorkCalendar, { contactSilentMinutes, silenceClosesMinutes }: HandoffTimes): DueStep {
  const asksAt = addWorkMs(latest(joinedAt ?? waitingSince, agentSaidAt, contactSaidAt), contactSilentMinutes * MINUTE_MS, calendar);
  if (stage === 0) return { kind: 'askContact', due: asksAt, stage: 1 };
  return { kind: 'closeSilent', due: new Date(asksAt.getTime() + (silenceClosesMinutes - contactSilentMinutes) * MINUTE_MS), stage };
}

/** Others look after it there, and what is said there may not come here; but a hub that never says the end must not keep anybody for ever. */
function stepOfSilentHub({ stage, joinedAt, agentSaidAt, contactSaidAt, waitingSince }: Watched, { silenceClosesMinutes }: HandoffTimes): DueStep {
  return { kind: 'closeSilent', due: new Date(latest(joinedAt ?? waitingSince, agentSaidAt, contactSaidAt).getTime() + silenceClosesMinutes * MINUTE_MS), stage };
}

function stepOfClosed({ stage, closedAt, closedBy, rating, ratingAskedAt, ratingAsks }: Watched, { ratingReminderHours }: HandoffTimes): DueStep | undefined {
  if (closedBy === 'erased' || closedAt === null) return undefined;
  if (closedBy === 'nobody') return stage < REPORTED ? { kind: 'report', due: closedAt, stage: REPORTED } : undefined;
  if (rating !== null || ratingAskedAt === null || ratingAsks >= RATING_ASKS) return undefined;
  return { kind: 'remindOfRating', due: new Date(ratingAskedAt.getTime() + ratingReminderHours * HOUR_MS), stage };
}

function latest(first: Date, ...others: readonly (Date | null)[]): Date {
  return others.reduce<Date>((found, each) => (each !== null && each > found ? each : found), first);
}

/** What is known of an agent to whom work may go. */
export interface Candidate {
  readonly id: string;
  readonly languages: readonly string[];
  readonly topics: readonly string[];
  /** So many conversations at once, and so many there are. */
  readonly capacity: number;
  readonly open: number;
  readonly isAvailable: boolean;
}

/** Who is called, in order: those who are there and have room; the language before the topic, then whoever has the most room left for their capacity. */
export function rank<Agent extends Candidate>({ language, topic }: { readonly language: string; readonly topic: string }, agents: readonly Agent[]): Agent[] {
  const order = (agent: Agent) => [-fit(agent.languages, language), -fit(agent.topics, topic), agent.open / agent.capacity, agent.open];
  return agents.filter(({ isAvailable, open, capacity }) => isAvailable && open < capacity)
    .map((agent) => ({ agent, order: order(agent) }))
    .sort((one, other) => one.order.map((value, place) => value - other.order[place]!).find((difference) => difference !== 0) ?? (one.agent.id < other.agent.id ? -1 : 1))
    .map(({ agent }) => agent);
}

/** Whom an agent takes next, in order: those who suit, as they speak the language and know the topic, then who speaks the language, each time whoever waits longest first. `waiting` is in that order already. */
export function nextFor<Waiting extends { readonly language: string; readonly topic: string }>({ languages, topics }: Pick<Candidate, 'languages' | 'topics'>, waiting: readonly Waiting[]): Waiting[] {
  const suits = ({ language, topic }: Waiting) => (fit(languages, language) > 0 ? 2 : 0) + (fit(topics, topic) > 0 ? 1 : 0);
  return waiting.map((each) => ({ each, suits: suits(each) })).sort((one, other) => other.suits - one.suits).map(({ each }) => each);
}

/** Who has named it comes before those who take everything, and they before those who have named other things. */
function fit(named: readonly string[], wanted: string): number {
  if (named.length === 0) return 1;
  return named.includes(wanted) ? 2 : 0;
}
