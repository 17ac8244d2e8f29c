/** What agents do with a conversation: each act is one turn of it, in which what is so, what is said, and who did it are committed together. It happens once for its number. */
import type { HandoffOccasion } from '../../dialogs/conversation';
import type { Services } from '../../services';
import { HandoffRefusal, type Actor } from '../../services/handoffs/handoff';
import type { HandoffRecord } from '../../services/handoffs/handoffs';
import type { NewSaying } from '../../services/handoffs/saying';
import type { Effect } from '../../services/turns';
import type { ActAnswer } from '../console/api';
import type { Acts } from '../console/parts';
import type { Telling } from '../play';
import { sayingOfWord } from '../sayings';
import type { Turns } from '../turn';
import type { Word } from '../../dialogs/message';

export interface ActsParts {
  readonly services: Pick<Services, 'handoffs' | 'sayings' | 'contacts' | 'routes'>;
  readonly turns: Turns;
  readonly findAgent: (id: string) => Promise<Actor | undefined>;
  /** Written in the same commit; personal values never go there. */
  readonly audited: (by: Actor, act: string, subject: { readonly kind: string; readonly id: string }, change?: { readonly before?: unknown; readonly after?: unknown }) => Effect;
  /** A file that an agent sends, as the contact's channel fetches it: signed, and expiring. */
  readonly fileAt: (id: string) => Promise<NonNullable<Word['files']>[number] | undefined>;
  /** What becomes of a field that an agent corrects. */
  readonly correct: (handoff: HandoffRecord, asked: Parameters<Acts['correct']>[2]) => Promise<{ readonly effect: Effect; readonly before: string | null; readonly after: string } | { readonly expected: string }>;
  /** Longer words are refused, in code points. */
  readonly textLimit: number;
}

type Work = (handoff: HandoffRecord) => Promise<Telling | ActAnswer>;

export function createActs(parts: ActsParts): Acts {
  const { services: { handoffs }, audited } = parts;
  const act = (handoffId: string, id: string, work: Work) => perform(parts, handoffId, id, work);
  const on = (handoffId: string) => ({ kind: 'handoff', id: handoffId });
  return {
    accept: (by, handoffId, { id, via = 'console' }) => act(handoffId, `accept|${id}`, async ({ joinedAt }) => ({
      occasion: { kind: 'joined', handoffId, firstName: by.firstName, isFirst: joinedAt === undefined },
      effects: [handoffs.join(handoffId, by, via), audited(by, 'handoff.accept', on(handoffId), { after: { via } })], mustCount: true,
    })),
    say: (by, handoffId, asked) => act(handoffId, `say|${asked.id}`, (handoff) => say(parts, by, handoff, asked)),
    note: (by, handoffId, { id, text }) => act(handoffId, `note|${id}`, async () => {
      if (isTooLong(parts, text)) return tooLong(parts);
      return { sayings: [{ by: 'note', text, agentId: by.id, handoffId }], effects: [audited(by, 'handoff.note', on(handoffId))], mustCount: true };
    }),
    transfer: (by, handoffId, { id, to }) => act(handoffId, `transfer|${id}`, () => transfer(parts, by, handoffId, to)),
    invite: (by, handoffId, { id, agent }) => act(handoffId, `invite|${id}`, async () => {
      const invited = await parts.findAgent(agent);
      if (!invited) return { kind: 'refused', why: 'invalid', expected: 'the id of an agent' };
      const saying: NewSaying = { by: 'event', text: '', about: { event: 'invited', to: invited.firstName }, agentId: by.id, handoffId };
      return { sayings: [saying], effects: [audited(by, 'handoff.invite', on(handoffId), { after: { agent } })], mustCount: true };
    }),
    close: (by, handoffId, { id, reason, text }) => act(handoffId, `close|${id}`, (handoff) => close(parts, by, handoff, id, reason, text)),
    correct: (by, handoffId, asked) => act(handoffId, `correct|${asked.id}`, (handoff) => correct(parts, by, handoff, asked)),
    move: (by, handoffId, { id, procedure, step }) => act(handoffId, `move|${id}`, async () => ({
      occasion: { kind: 'moved', handoffId, procedure, step }, sayings: [{ by: 'event', text: '', about: { event: 'moved', field: procedure, after: step }, agentId: by.id, handoffId }],
      effects: [handoffs.say(handoffId, by), audited(by, 'handoff.move', on(handoffId), { after: { procedure, step } })], mustCount: true,
    })),
    start: (by, contactId, asked) => start(parts, by, contactId, asked),
  };
}

/** One turn of the conversation that the handoff is in; what an effect refuses has not happened. */
async function perform({ services, turns }: ActsParts, handoffId: string, id: string, work: Work): Promise<ActAnswer> {
  const handoff = await services.handoffs.find(handoffId);
  if (!handoff || handoff.conversationId === '') return { kind: 'over' };
  const telling = await work(handoff);
  if ('kind' in telling) return telling;
  try {
    const result = await turns.tell(handoff.conversationId, id, telling);
    if (!result) return telling.word ? { kind: 'refused', why: 'unreachable' } : { kind: 'over' };
    const [last] = (await services.sayings.before(handoff.conversationId, undefined, 1)).slice(-1);
    return { kind: 'done', watermark: last?.id ?? '0' };
  } catch (error) {
    if (error instanceof HandoffRefusal) return answerOf(error);
    throw error;
  }
}

function answerOf({ why, by }: HandoffRefusal): ActAnswer {
  if (why === 'taken') return { kind: 'taken', by: by ?? '' };
  return why === 'over' ? { kind: 'over' } : { kind: 'refused', why: 'notYours' };
}

async function say(parts: ActsParts, by: Actor, { id: handoffId, language, state }: HandoffRecord, { text, files = [] }: Parameters<Acts['say']>[2]): Promise<Telling | ActAnswer> {
  if (state === 'closed') return { kind: 'over' };
  if (isTooLong(parts, text)) return tooLong(parts);
  if (text.trim() === '' && files.length === 0) return { kind: 'refused', why: 'invalid', expected: 'words, or a file' };
  const sent = await Promise.all(files.map(parts.fileAt));
  if (sent.some((file) => file === undefined)) return { kind: 'refused', why: 'file', expected: 'files that were uploaded here before' };
  const word: Word = { by: { name: by.firstName }, language, text, ...(sent.length > 0 && { files: sent.map((file) => file!) }) };
  return { word, sayings: [sayingOfWord(word, { agentId: by.id, handoffId }, files)], effects: [parts.services.handoffs.say(handoffId, by), parts.audited(by, 'handoff.say', { kind: 'handoff', id: handoffId })], isOnce: true };
}

async function transfer({ services, audited, findAgent }: ActsParts, by: Actor, handoffId: string, to?: string): Promise<Telling | ActAnswer> {
  const next = to === undefined ? undefined : await findAgent(to);
  if (to !== undefined && !next) return { kind: 'refused', why: 'invalid', expected: 'the id of an agent' };
  const occasion: HandoffOccasion = next ? { kind: 'joined', handoffId, firstName: next.firstName, isFirst: false } : { kind: 'released', handoffId, why: 'transferred' };
  return { occasion, effects: [services.handoffs.pass(handoffId, by, next, 'transferred'), audited(by, 'handoff.transfer', { kind: 'handoff', id: handoffId }, { after: { to: to ?? null } })], mustCount: true };
}

/** A last word goes out before Lotse goes on. */
async function close(parts: ActsParts, by: Actor, handoff: HandoffRecord, id: string, reason: Parameters<Acts['close']>[2]['reason'], text?: string): Promise<Telling | ActAnswer> {
  const { services, audited, turns } = parts;
  if (text !== undefined && text.trim() !== '') {
    const last = await say(parts, by, handoff, { id, text });
    if ('kind' in last) return last;
    await turns.tell(handoff.conversationId, `close|${id}|last`, last);
  }
  const corrected = await correctedIn(services, handoff);
  return {
    occasion: { kind: 'handedBack', handoffId: handoff.id, by: 'agent', firstName: by.firstName, ...(corrected.length > 0 && { corrected }) },
    effects: [services.handoffs.close(handoff.id, { by: 'agent', agent: by, reason }), audited(by, 'handoff.close', { kind: 'handoff', id: handoff.id }, { after: { reason } })], mustCount: true,
  };
}

/** The fields that were corrected in this handoff, each once. */
async function correctedIn({ sayings }: Pick<Services, 'sayings'>, { id, conversationId }: HandoffRecord): Promise<string[]> {
  const said = await sayings.before(conversationId, undefined, 500);
  return [...new Set(said.flatMap(({ handoffId, about }) => (handoffId === id && about?.event === 'corrected' && about.field !== undefined ? [about.field] : [])))];
}

async function correct(parts: ActsParts, by: Actor, handoff: HandoffRecord, asked: Parameters<Acts['correct']>[2]): Promise<Telling | ActAnswer> {
  const { services, audited } = parts;
  const correction = await parts.correct(handoff, asked);
  if ('expected' in correction) return { kind: 'refused', why: 'invalid', expected: correction.expected };
  const { effect, before, after } = correction;
  return {
    sayings: [{ by: 'event', text: '', about: { event: 'corrected', field: asked.field, ...(before !== null && { before }), after }, agentId: by.id, handoffId: handoff.id }],
    effects: [services.handoffs.say(handoff.id, by), effect, audited(by, 'contact.correct', { kind: 'contact', id: handoff.contactId }, { after: { field: asked.field } })], mustCount: true,
  };
}

/** Only somebody who has agreed that Lotse writes first is written to, in the conversation that they used last. */
async function start(parts: ActsParts, by: Actor, contactId: string, { id, text }: { readonly id: string; readonly text: string }): Promise<ActAnswer & { readonly handoffId?: string }> {
  const { services, turns, audited } = parts;
  if (isTooLong(parts, text)) return tooLong(parts);
  const contact = await services.contacts.get(contactId);
  if (contact.mayWriteFirst !== true) return { kind: 'refused', why: 'noConsent' };
  const [route] = (await services.routes.of([contactId])).get(contactId) ?? [];
  if (!route) return { kind: 'refused', why: 'unreachable' };
  const handoffId = `started-${id}`;
  const handoff = { id: handoffId, contactId, from: 'agent' as const, topic: 'other', language: contact.language ?? 'en', channel: route.channel, question: '' };
  const begun = await turns.tell(route.conversationId, `start|${id}`, {
    occasion: { kind: 'started', handoffId, firstName: by.firstName },
    effects: [services.handoffs.open(handoff), services.handoffs.join(handoffId, by, 'console'), audited(by, 'handoff.start', { kind: 'contact', id: contactId })],
  });
  if (!begun) return { kind: 'refused', why: 'unreachable' };
  return { ...(await perform(parts, handoffId, `say|${id}|first`, (opened) => say(parts, by, opened, { id, text }))), handoffId };
}

function isTooLong({ textLimit }: ActsParts, text: string): boolean {
  return [...text].length > textLimit;
}

function tooLong({ textLimit }: ActsParts): ActAnswer {
  return { kind: 'refused', why: 'tooLong', expected: String(textLimit) };
}
