/** Notices, as agents read them; and what became of one that nobody knows of. */
import type { NoticeView } from '../../console/api';
import { button } from './components';
import { announce, el, own, type Child } from './element';
import { day, moment } from './format';
import { bar } from './components';
import { ask } from './modal';
import { change, textOf } from './server';
import { word, wordFor } from './words';

/** What counts several of them names no day. */
const DAYLESS: Readonly<Record<string, string>> = { later: 'laterAny', handedOver: 'handedOverAny', notConfirmed: 'notConfirmedAny' };

/** Such as "90 days before the expiry"; T0 is its day. */
export function milestoneWords(milestone: string): string {
  const offset = /^T([+-]?\d+)$/.exec(milestone)?.[1];
  if (offset !== undefined) return Number(offset) === 0 ? word('milestones.onDay') : word(Number(offset) < 0 ? 'milestones.before' : 'milestones.after', { count: Math.abs(Number(offset)) });
  const [kind = '', on] = milestone.startsWith('nudge:') ? [milestone.replace(':', '_')] : milestone.split(':');
  return on ? `${wordFor('milestones', kind)} ${day(on)}` : wordFor('milestones', kind in DAYLESS ? DAYLESS[kind]! : kind);
}

export function noticeTable(notices: readonly NoticeView[], onDone: () => void, maySettle: boolean): HTMLElement {
  if (notices.length === 0) return el('p', { class: 'soft' }, word('dossier.nothing'));
  return el('ul', { class: 'plainList' }, ...notices.map((notice) => el('li', {}, el('strong', {}, milestoneWords(notice.milestone)), el('span', { class: `noticeState ${notice.state}` }, wordFor('noticeStates', notice.state)), el('span', { class: 'soft' }, ...tail(notice)),
    maySettle && notice.state === 'unknown' && button(word('partners.settle'), () => void settle(notice, onDone), { size: 'small', 'data-key': `settle-${notice.id}` }))));
}

function tail(notice: NoticeView): Child[] {
  return [moment(notice.sentAt ?? notice.dueAt), notice.route && ` · ${wordFor('channels', notice.route)}`, notice.reason && ` · ${wordFor('noticeReasons', notice.reason)}`];
}

async function settle(notice: NoticeView, onDone: () => void): Promise<void> {
  const choice = (value: string, label: string, isFirst: boolean) => el('label', { class: 'choice' }, el('input', { type: 'radio', name: 'as', value, checked: isFirst }), label);
  const box = el('fieldset', {}, el('legend', { class: 'unseen' }, word('partners.settle')), choice('sent', word('partners.settleSent'), true), choice('again', word('partners.settleAgain'), false));
  const onYes = async () => {
    try {
      const { changed } = await change<{ changed?: boolean }>(`notices/${encodeURIComponent(notice.id)}/settle`, { id: crypto.randomUUID(), as: box.querySelector<HTMLInputElement>('input:checked')!.value });
      onDone();
      return changed === false ? word('unchanged') : undefined;
    } catch (error) {
      return textOf(error);
    }
  };
  const body = [el('p', {}, milestoneWords(notice.milestone), notice.partner && ' · ', notice.partner && own(notice.partner)), bar('info', word('partners.settleText')), box];
  if (await ask({ title: word('partners.settle'), body, yes: word('save'), onYes })) announce(word('done'));
}
