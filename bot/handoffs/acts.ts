/** What agents do with a conversation: each act is one turn of it, in which what is so, what is said, and who did it are committed together. It happens once for its number. */
import type { HandoffOccasion } from '../../dialogs/conversation';
import type { Services } from '../../services';
import type { AgentFiles } from '../../services/agents/agentFiles';
import type { Audit } from '../../services/audit';
import { CorrectionRefusal } from '../../services/desk/correctionRefusal';
import type { Corrections } from '../../services/desk/corrections';
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
  readonly services: Pick<Services, 'handoffs' | 'sayings' | 'contacts' | 'routes' | 'media' | 'clock'>;
  readonly turns: Turns;
  readonly findAgent: (id: string) => Promise<Actor | undefined>;
  readonly audit: Audit;
  readonly files: Pick<AgentFiles, 'findOwn' | 'attach'>;
  readonly corrections: Corrections;
  /** Longer words are refused, in code points. */
  readonly textLimit: number;
  /** So long what an agent sends can be fetched where the contact is. */
  readonly fileLifeMs: number;
}

type Work = (handoff: HandoffRecord) => Promise<Telling | ActAnswer>;

export function createActs(parts: ActsParts): Acts {
  const { services: { handoffs }, audit } = parts;
  const audited: Audited = (by, act, subject, change) => auditedBy(audit, by, act, subject, change);
  const act = (handoffId: string, id: string, work: Work) => perform(parts, handoffId, id, work);
  const on = (handoffId: string) => ({ kind: 'handoff', id: handoffId });
  return {
    accept: (by, handoffId, { id, via = 'console', saidAt }) => act(handoffId, `accept|${id}`, async ({ joinedAt }) => ({
      occasion: { kind: 'joined', handoffId, firstName: by.firstName, isFirst: joinedAt === undefined },
      effects: [handoffs.join(handoffId, by, via, saidAt), audited(by, 'handoff.accept', on(handoffId), { after: { via } })], mustCount: true,
    })),
    say: (by, handoffId, asked) => act(handoffId, `say|${asked.id}`, (handoff) => say(parts, by, handoff, asked)),
    note: (by, handoffId, { id, text, saidAt }) => act(handoffId, `note|${id}`, async () => {
      if (isTooLong(parts, text)) return tooLong(parts);
      return { sayings: [{ by: 'note', text, agentId: by.id, handoffId }], effects: [saidAt ? handoffs.act(handoffId, by, saidAt) : handoffs.touch(handoffId), audited(by, 'handoff.note', on(handoffId))], mustCount: true };
    }),
    transfer: (by, handoffId, { id, to, ofOthers }) => act(handoffId, `transfer|${id}`, (handoff) => transfer(parts, by, handoff, to, ofOthers)),
    invite: (by, handoffId, { id, agent }) => act(handoffId, `invite|${id}`, async () => {
      const invited = await parts.findAgent(agent);
      if (!invited) return { kind: 'refused', why: 'invalid', expected: 'the id of an agent' };
      const saying: NewSaying = { by: 'event', text: '', about: { event: 'invited', to: invited.firstName }, agentId: by.id, handoffId };
      return { sayings: [saying], effects: [handoffs.touch(handoffId), audited(by, 'handoff.invite', on(handoffId), { after: { agent } })], mustCount: true };
    }),
    close: (by, handoffId, { id, reason, text }) => act(handoffId, `close|${id}`, (handoff) => close(parts, by, handoff, id, reason, text)),
    correct: (by, handoffId, asked) => act(handoffId, `correct|${asked.id}`, (handoff) => correct(parts, by, handoff, asked)),
    move: (by, handoffId, { id, procedure, step }) => act(handoffId, `move|${id}`, async () => ({
      occasion: { kind: 'moved', handoffId, procedure, step }, sayings: [{ by: 'event', text: '', about: { event: 'moved', field: procedure, after: step }, agentId: by.id, handoffId }],
      effects: [handoffs.act(handoffId, by), audited(by, 'handoff.move', on(handoffId), { after: { procedure, step } })], mustCount: true,
    })),
    start: (by, contactId, asked) => start(parts, by, contactId, asked),
  };
}

type Audited = (by: Actor, act: string, subject: { readonly kind: string; readonly id: string }, change?: { readonly before?: unknown; readonly after?: unknown }) => Effect;

/** Written in the commit of the act, last, since others wait for it. */
function auditedBy(audit: Audit, by: Actor, act: string, { kind, id }: { readonly kind: string; readonly id: string }, change: { readonly before?: unknown; readonly after?: unknown } = {}): Effect {
  return (transaction, { at }) => audit.write(transaction, { at, agentId: by.id, agentName: by.name, act, kind, subject: id, ...change });
}

/** One turn of the conversation that the handoff is in; what an effect refuses has not happened. */
async function perform({ services, turns }: ActsParts, handoffId: string, id: string, work: Work): Promise<ActAnswer> {
  const handoff = await services.handoffs.find(handoffId);
  if (!handoff || handoff.conversationId === '') return { kind: 'over' };
  return answered(async () => {
    const telling = await work(handoff);
    if ('kind' in telling) return telling;
    const result = await turns.tell(handoff.conversationId, id, telling);
    return result ? done(services, handoff) : telling.word ? { kind: 'refused', why: 'unreachable' } : { kind: 'over' };
  }, () => done(services, handoff));
}

/** What was refused has not happened; what is so already is as good as done. */
async function answered<Answer extends ActAnswer>(work: () => Promise<Answer>, already: () => Promise<ActAnswer>): Promise<Answer | ActAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CorrectionRefusal) return { kind: 'refused', why: 'invalid', expected: error.expected };
    if (!(error instanceof HandoffRefusal)) throw error;
    return error.why === 'yours' ? already() : answerOf(error);
  }
}

async function done({ sayings }: Pick<Services, 'sayings'>, { conversationId }: Pick<HandoffRecord, 'conversationId'>): Promise<ActAnswer> {
  const [last] = (await sayings.before(conversationId, undefined, 1)).slice(-1);
  return { kind: 'done', watermark: last?.id ?? '0' };
}

function answerOf({ why, by }: HandoffRefusal): ActAnswer {
  if (why === 'taken') return { kind: 'taken', by: by ?? '' };
  return why === 'over' ? { kind: 'over' } : { kind: 'refused', why: why === 'yours' ? 'notYours' : why };
}

async function say(parts: ActsParts, by: Actor, { id: handoffId, contactId, channel, language }: HandoffRecord, { id, text, files = [], saidAt }: Parameters<Acts['say']>[2]): Promise<Telling | ActAnswer> {
  const { services, audit } = parts;
  if (isTooLong(parts, text)) return tooLong(parts);
  if (text.trim() === '' && files.length === 0) return { kind: 'refused', why: 'invalid', expected: 'words, or a file' };
  const own = await Promise.all(files.map((file) => parts.files.findOwn(by.id, file, `say|${id}`)));
  if (own.some((file) => file === undefined)) return { kind: 'refused', why: 'file', expected: 'files that were uploaded here before' };
  const sent = own.map((file) => ({ path: services.media.sign(`file-${file!.id}`, parts.fileLifeMs), name: file!.name ?? 'file', contentType: file!.contentType }));
  const word: Word = { by: { name: by.firstName }, language, text, ...(sent.length > 0 && { files: sent }) };
  return {
    word, isOnce: true, sayings: [sayingOfWord(word, { agentId: by.id, handoffId }, files)],
    effects: [services.handoffs.say(handoffId, by, saidAt), parts.files.attach(by.id, files, { contactId, channel }), auditedBy(audit, by, 'handoff.say', { kind: 'handoff', id: handoffId })],
  };
}

async function transfer({ services, audit, findAgent }: ActsParts, by: Actor, { id: handoffId, joinedAt }: HandoffRecord, to?: string, ofOthers = false): Promise<Telling | ActAnswer> {
  const next = to === undefined ? undefined : await findAgent(to);
  if (to !== undefined && !next) return { kind: 'refused', why: 'invalid', expected: 'the id of an agent' };
  const occasion: HandoffOccasion = next ? { kind: 'joined', handoffId, firstName: next.firstName, isFirst: joinedAt === undefined } : { kind: 'released', handoffId, why: 'transferred' };
  return { occasion, effects: [services.handoffs.pass(handoffId, ofOthers ? undefined : by, next, 'transferred', by), auditedBy(audit, by, 'handoff.transfer', { kind: 'handoff', id: handoffId }, { after: { to: to ?? null } })], mustCount: true };
}

/** A last word goes out before Lotse goes on. */
async function close(parts: ActsParts, by: Actor, handoff: HandoffRecord, id: string, reason: Parameters<Acts['close']>[2]['reason'], text?: string): Promise<Telling | ActAnswer> {
  const { services, audit, turns } = parts;
  if (text !== undefined && text.trim() !== '') {
    const last = await say(parts, by, handoff, { id, text });
    if ('kind' in last) return last;
    // Whoever cannot hear it is not given back as if they had.
    if (!(await turns.tell(handoff.conversationId, `close|${id}|last`, last))) return { kind: 'refused', why: 'unreachable' };
  }
  const corrected = await correctedIn(services, handoff);
  return {
    occasion: { kind: 'handedBack', handoffId: handoff.id, by: 'agent', firstName: by.firstName, ...(corrected.length > 0 && { corrected }) },
    effects: [services.handoffs.close(handoff.id, { by: 'agent', agent: by, reason }), auditedBy(audit, by, 'handoff.close', { kind: 'handoff', id: handoff.id }, { after: { reason } })], mustCount: true,
  };
}

/** The fields that were corrected in this handoff, each once. */
async function correctedIn({ sayings }: Pick<Services, 'sayings'>, { id, conversationId }: HandoffRecord): Promise<string[]> {
  const said = await sayings.before(conversationId, undefined, 500);
  return [...new Set(said.flatMap(({ handoffId, about }) => (handoffId === id && about?.event === 'corrected' && about.field !== undefined ? [about.field] : [])))];
}

/** A language is spoken from now on; whatever else is changed where it is kept. */
async function correct({ services, audit, corrections }: ActsParts, by: Actor, { id: handoffId, contactId }: HandoffRecord, { field, value, partnerId }: Parameters<Acts['correct']>[2]): Promise<Telling | ActAnswer> {
  const judged = await corrections.judge({ contactId, field, value, ...(partnerId !== undefined && { partnerId }) }, services.clock.now());
  if (judged.kind === 'refused') return { kind: 'refused', why: 'invalid', expected: judged.expected };
  const { effects, language, before, after, trail } = judged;
  return {
    sayings: [{ by: 'event', text: '', about: { event: 'corrected', field, ...(before !== null && { before }), after }, agentId: by.id, handoffId }], ...(language && { language }), mustCount: true,
    effects: [services.handoffs.act(handoffId, by), ...effects, ...(language ? [services.handoffs.speak(handoffId, language)] : []), auditedBy(audit, by, 'contact.correct', { kind: 'contact', id: contactId }, trail)],
  };
}

/** Only somebody who has agreed that Lotse writes first, or has asked and was not answered, is written to: in the conversation that they used last. */
async function start(parts: ActsParts, by: Actor, contactId: string, { id, text }: { readonly id: string; readonly text: string }): Promise<ActAnswer & { readonly handoffId?: string }> {
  const { services, turns, audit } = parts;
  if (isTooLong(parts, text)) return tooLong(parts);
  const contact = await services.contacts.get(contactId);
  if (contact.mayWriteFirst !== true && !(await services.handoffs.isOwed(contactId))) return { kind: 'refused', why: 'noConsent' };
  const [route] = (await services.routes.of([contactId])).get(contactId) ?? [];
  if (!route) return { kind: 'refused', why: 'unreachable' };
  const handoffId = `started-${id}`;
  const handoff = { id: handoffId, contactId, from: 'agent' as const, topic: 'other', language: contact.language ?? 'en', channel: route.channel, question: '' };
  return answered(async () => {
    const begun = await turns.tell(route.conversationId, `start|${id}`, {
      occasion: { kind: 'started', handoffId, firstName: by.firstName },
      effects: [services.handoffs.open(handoff), services.handoffs.join(handoffId, by, 'console'), auditedBy(audit, by, 'handoff.start', { kind: 'contact', id: contactId })],
    });
    if (!begun) return { kind: 'refused', why: 'unreachable' };
    return { ...(await perform(parts, handoffId, `say|${id}|first`, (opened) => say(parts, by, opened, { id, text }))), handoffId };
  }, () => done(services, route));
}

function isTooLong({ textLimit }: ActsParts, text: string): boolean {
  return [...text].length > textLimit;
}

function tooLong({ textLimit }: ActsParts): ActAnswer {
  return { kind: 'refused', why: 'tooLong', expected: String(textLimit) };
}
