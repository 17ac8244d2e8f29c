/** What is done with a conversation as a whole: accept it, give it to somebody, call somebody, end it. */
import type { ActAnswer, AgentRow, HandoffRow } from '../../../console/api';
import { bar, field, select } from '../components';
import { agents, desk, refreshQueue } from '../desk';
import { announce, el, own } from '../element';
import { ask, inform } from '../modal';
import { act, Refusal, textOf, troubleOf } from '../server';
import { REASONS } from '../topics';
import { word, wordFor } from '../words';

export type Deed = 'accept' | 'transfer' | 'invite' | 'close';
export interface Deeds {
  readonly accept: () => void;
  readonly transfer: (row: HandoffRow) => void;
  readonly invite: (row: HandoffRow) => void;
  readonly close: (row: HandoffRow) => void;
}

/** `onDone` follows whatever came of it: also "somebody else has it" is news. */
export function deedsFor(id: () => string, onDone: () => void): Deeds {
  return {
    accept: () => void accept(id(), onDone),
    transfer: () => void transfer(id(), onDone),
    invite: () => void invite(id(), onDone),
    close: (row) => void close(row, onDone),
  };
}

/** Does it and gives back what stands in the way, in a sentence. */
export async function attempt(doing: () => Promise<ActAnswer>, onDone: () => void): Promise<string | undefined> {
  try {
    const trouble = troubleOf(await doing());
    onDone();
    void refreshQueue();
    return trouble;
  } catch (error) {
    return textOf(error);
  }
}

async function accept(id: string, onDone: () => void): Promise<void> {
  const press = crypto.randomUUID();
  const trouble = await attempt(() => act(id, 'accept', {}, press), onDone);
  if (trouble) await inform(word('acts.accept'), el('p', {}, trouble));
  else announce(word('acts.accepted'));
}

async function transfer(id: string, onDone: () => void): Promise<void> {
  const others = await colleagues();
  const to = select([['', word('acts.toQueue')], ...others.map((each) => [each.id, nameAndLoad(each)] as const)], '');
  const press = crypto.randomUUID();
  await ask({ title: word('acts.transfer'), body: [el('p', {}, word('acts.transferText')), field('acts.to', to)], yes: word('acts.transfer'), onYes: () => attempt(() => act(id, 'transfer', to.value ? { to: to.value } : {}, press), onDone) });
}

async function invite(id: string, onDone: () => void): Promise<void> {
  const others = await colleagues();
  if (others.length === 0) { await inform(word('acts.invite'), bar('info', word('acts.nobody'))); return; }
  const agent = select(others.map((each) => [each.id, nameAndLoad(each)] as const), others[0]!.id);
  const press = crypto.randomUUID();
  await ask({ title: word('acts.invite'), body: [el('p', {}, word('acts.inviteText')), field('acts.whom', agent)], yes: word('acts.invite'), onYes: () => attempt(() => act(id, 'invite', { agent: agent.value }, press), onDone) });
}

async function close(row: HandoffRow, onDone: () => void): Promise<void> {
  const reason = select(REASONS.map((each) => [each, wordFor('reasons', each)] as const), 'solved');
  const text = el<HTMLTextAreaElement>('textarea', { rows: 3, dir: 'auto', maxlength: 2000 });
  const press = crypto.randomUUID();
  const body = [el('p', {}, word('acts.closeText')), row.contact && el('p', {}, own(row.contact)), field('acts.reason', reason), field('acts.lastWord', text, word('acts.lastWordHint'))];
  const isDone = await ask({ title: word('acts.close'), body, yes: word('acts.close'), onYes: () => attempt(() => act(row.id, 'close', { reason: reason.value, ...(text.value.trim() && { text: text.value.trim() }) }, press), onDone) });
  if (isDone) announce(word('acts.closed'));
}

/** Those who are there come first. Who may not see the list can give it back to the queue only. */
async function colleagues(): Promise<readonly AgentRow[]> {
  try {
    const all = await agents();
    return all.filter((each) => each.id !== desk.me.id && !each.isRemoved && each.roles.some((role) => role === 'agent' || role === 'lead')).sort((a, b) => Number(b.isAvailable) - Number(a.isAvailable) || a.name.localeCompare(b.name));
  } catch (error) {
    if (error instanceof Refusal && error.status === 403) return [];
    throw error;
  }
}

function nameAndLoad(agent: AgentRow): string {
  return `${agent.name} – ${word(agent.isAvailable ? 'presence.available' : 'presence.away')}, ${agent.open}/${agent.capacity}`;
}
