/** Above a conversation: whose it is and what can be done with it as a whole. */
import { isAtHub } from '../../../../services/handoffs/handoff';
import type { HandoffRow } from '../../../console/api';
import { badge, button, iconButton } from '../components';
import { desk, has } from '../desk';
import { el, own, refill } from '../element';
import { languageName, since } from '../format';
import { backToList } from '../queue';
import { nameOf, topicOf } from '../queueRow';
import { word, wordFor } from '../words';
import type { Deed, Deeds } from './acts';

export interface Head {
  readonly element: HTMLElement;
  readonly show: (row: HandoffRow) => void;
  /** Does what a button would do, where it is there. */
  readonly press: (deed: Deed) => void;
}

export function openHead(deeds: Deeds, toggleDossier: () => void): Head {
  const element = el('header', { class: 'head' });
  return {
    element,
    show(row) {
      refill(element, backToList(), el('div', { class: 'headWho' }, el('h2', {}, own(nameOf(row))), el('p', { class: 'soft' }, ...lineOf(row))),
        el('div', { class: 'headActs', role: 'group', 'aria-label': word('conversation.acts') }, ...buttons(row, deeds), iconButton('dossier', word('dossier.title'), toggleDossier, { class: 'dossierToggle', 'data-key': 'dossier' })));
    },
    press: (deed) => element.querySelector<HTMLElement>(`[data-deed="${deed}"]`)?.click(),
  };
}

export function isMine(row: HandoffRow): boolean {
  return row.state === 'joined' && row.agent?.id === desk.me.id;
}

function lineOf(row: HandoffRow): HTMLElement[] {
  const whose = isAtHub(row) ? badge(word('conversation.atHub'), 'informative') : row.state === 'joined' ? badge(isMine(row) ? word('conversation.yours') : word('conversation.whose', { name: row.agent?.name ?? '' }), isMine(row) ? 'success' : 'informative')
    : row.state === 'waiting' ? badge(since(row.waitingSince) === word('time.now') ? word('queue.waiting') : word('conversation.waiting', { since: since(row.waitingSince) }), 'warning') : badge(word('conversation.closed'), 'subtle');
  return [whose, el('span', {}, topicOf(row.topic)), el('span', {}, languageName(row.language)), el('span', {}, wordFor('channels', row.channel)), row.partner && own(row.partner)].filter((each): each is HTMLElement => each instanceof HTMLElement);
}

function buttons(row: HandoffRow, deeds: Deeds): HTMLElement[] {
  if (isAtHub(row)) return [];
  const mayMove = isMine(row) || (row.state === 'joined' && has('lead', 'admin'));
  return [
    row.state === 'waiting' && button(word('acts.accept'), () => deeds.accept(), { look: 'primary', icon: 'accept', 'data-deed': 'accept', 'data-key': 'accept' }),
    mayMove && iconButton('transfer', word('acts.transfer'), () => deeds.transfer(row), { 'data-deed': 'transfer', 'data-key': 'transfer' }),
    isMine(row) && iconButton('invite', word('acts.invite'), () => deeds.invite(row), { 'data-deed': 'invite', 'data-key': 'invite' }),
    mayMove && button(word('acts.close'), () => deeds.close(row), { icon: 'close', 'data-deed': 'close', 'data-key': 'close' }),
  ].filter((each): each is HTMLElement => each !== false);
}
