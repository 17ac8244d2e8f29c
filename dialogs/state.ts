/** What a turn hears and what is remembered between turns: plain data and what follows from it. Pure. */
import type { DialogInstance } from 'botbuilder-dialogs';
import type { Language } from '../locales';
import type { Journey } from './procedures/journey';
import { PROCEDURES } from './procedures';
import { PREREQUISITES, PROCEDURE_IDS, type PrerequisiteId, type ProcedureId } from './procedures/procedure';

/** One message from a contact, as the edge understood it; free of any channel. */
export interface Heard {
  readonly text: string;
  /** A pressed button: the number of its card, what was chosen, and words typed into the card. */
  readonly press?: { readonly card: string; readonly choice: string; readonly words?: string };
  readonly hasAttachments: boolean;
  /** Of what was attached: how much is to be fetched and kept, and of how much it is known that it cannot be. Absent where nothing is kept. */
  readonly files?: { readonly toKeep: number; readonly notKept: number };
  /** The client's language, where it says one that we speak. */
  readonly locale?: Language;
  /** What the contact's browser says about itself, such as "Firefox 133". */
  readonly browser?: string;
  /** What the directory of the channel calls whoever wrote, where the channel proves it. */
  readonly calledName?: string;
  /** Whether nobody else reads along; what concerns a person is said only there. */
  readonly isDirect: boolean;
}

export interface JourneyRecord {
  readonly status: 'open' | 'done' | 'waiting';
  readonly journey: Journey;
  /** When it was last moved, ISO 8601, UTC. */
  readonly at: string;
}

/** What all conversations of a contact share, on whatever channel. */
export interface ContactState {
  language?: Language;
  /** How the language came about; a choice is never overridden. */
  languageFrom?: 'locale' | 'message' | 'choice';
  journeys: Partial<Record<ProcedureId, JourneyRecord>>;
  /** The conversation in which the contact spoke last: what another one still shows may be over. */
  spokeIn?: { readonly conversation: string; readonly channel: string };
  /** An address was proven once: who the contact is elsewhere is known. */
  isProven?: true;
  /** What the contact did not want to say of the partner: not asked again by itself. */
  putOff?: string[];
}

/** `walk` was there in the place of the one that `began`. */
export interface Meant {
  readonly card: string;
  readonly before: DialogInstance[];
  readonly others: readonly string[];
  readonly procedure: ProcedureId;
  readonly walk?: JourneyRecord;
  readonly began?: string;
}

/** All that is remembered between turns: of the contact, and of this conversation; plain data. */
export interface ConversationState extends ContactState {
  greeted?: true;
  dialogs: DialogInstance[];
  /** Numbers of the cards whose buttons still work. */
  cards: string[];
  misunderstood: number;
  /** The id that the channel gave this conversation before, until something is heard under the new one. */
  movedFrom?: string;
  /** The last turn of the contact, ISO 8601, UTC. */
  heardAt?: string;
  /** What was under way before free text began something else, and what else it may have meant: for as long as the contact has said nothing after that. */
  meant?: Meant;
  /** Of which handoff it was asked here how it was; when, for as long as the contact has said nothing after that (ISO 8601, UTC); with the answer, for as long as the next words may belong to it. */
  rating?: { readonly handoffId: string; readonly lastAskedAt?: string; readonly given?: number };
}

/** The state that was kept of a conversation and its contact, without procedures that a deploy has taken away since; a fresh one where there is none. */
export function readState(kept: string | undefined, keptOfContact: string | undefined): ConversationState {
  const state: ConversationState = { ...newState(), ...(JSON.parse(kept ?? '{}') as object), ...(JSON.parse(keptOfContact ?? '{}') as object) };
  const isKnown = (id: unknown) => PROCEDURE_IDS.includes(id as ProcedureId);
  for (const [id, record] of Object.entries(state.journeys)) {
    if (!isKnown(id)) delete state.journeys[id as ProcedureId];
    else state.journeys[id as ProcedureId] = { ...record, journey: withKnownOrigins(record.journey) };
  }
  state.dialogs = state.dialogs.filter(({ state: inner }) => !isProcedureState(inner) || isKnown((inner as { procedure: unknown }).procedure));
  return state;
}

/** The two parts as they are kept. */
export function writeState({ language, languageFrom, journeys, spokeIn, isProven, putOff, ...conversation }: ConversationState): { readonly conversation: string; readonly contact: string } {
  return { conversation: JSON.stringify(conversation), contact: JSON.stringify({ language, languageFrom, journeys, spokeIn, isProven, putOff } satisfies { [K in keyof ContactState]: ContactState[K] | undefined }) };
}

function withKnownOrigins({ origin, began, ...journey }: Journey): Journey {
  return {
    ...journey,
    ...(began !== undefined && began in PROCEDURES[journey.procedure].problems && { began }),
    ...(origin && PROCEDURE_IDS.includes(origin.procedure) && { origin: withKnownOrigins(origin) }),
  };
}

export function newState(): ConversationState {
  return { dialogs: [], journeys: {}, cards: [], misunderstood: 0 };
}

/** The language to speak; English until another is known. */
export function languageOfTurn(conversation: { readonly state: ConversationState }): Language {
  return conversation.state.language ?? 'en';
}

/** The walk that the contact is in, also while something is said beside it. */
export function currentProcedure({ state }: { readonly state: ConversationState }): ProcedureId | undefined {
  const instance = state.dialogs.findLast((dialog) => isProcedureState(dialog.state));
  return (instance?.state as { procedure: ProcedureId } | undefined)?.procedure;
}

/** Whether a dialog speaks beside the way: it is gone once something else is said. */
export function isAside(dialog: string | undefined): boolean {
  return dialog === 'aside' || dialog === 'topic';
}

/** Whether anything waits beneath what is said beside the way. */
export function isUnderWay({ state }: { readonly state: ConversationState }): boolean {
  return state.dialogs.some(({ id }) => id !== 'menu' && !isAside(id));
}

function isProcedureState(state: unknown): boolean {
  return typeof (state as { procedure?: unknown } | undefined)?.procedure === 'string';
}

/** What others had to do is done: a walk that met a problem on its way goes on where it met it, any other has ended. */
export function settleJourney(state: ConversationState, id: ProcedureId): void {
  const record = state.journeys[id];
  if (!record) return;
  const { journey } = record;
  const place = journey.place.problem === undefined ? undefined : journey.trail.findLast((passed) => passed.problem === undefined);
  if (!place) state.journeys[id] = { ...record, status: 'done' };
  else state.journeys[id] = { ...record, status: 'open', journey: { ...journey, place, trail: journey.trail.slice(0, journey.trail.lastIndexOf(place)), ...(journey.wish && { wish: { ...journey.wish, isOver: true } }) } };
}

/** What a contact has said or shown to have, and what does not go away: never asked again. */
export function knownPrerequisites({ journeys }: ConversationState): PrerequisiteId[] {
  const met = new Set(Object.values(journeys).flatMap(({ journey }) => journey.met));
  return (Object.keys(PREREQUISITES) as PrerequisiteId[]).filter((id) => {
    const { lasts, procedure } = PREREQUISITES[id] as { lasts?: true; procedure?: ProcedureId };
    return lasts && (met.has(id) || (procedure !== undefined && journeys[procedure]?.status === 'done'));
  });
}

/** Open walks, the one moved last first. */
export function openJourneys({ journeys }: Partial<ContactState>): JourneyRecord[] {
  return Object.values(journeys ?? {}).filter((record) => record.status === 'open').sort((a, b) => b.at.localeCompare(a.at));
}
