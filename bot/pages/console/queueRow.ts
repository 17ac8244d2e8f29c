/** One handoff in a list: who, since when, about what, and what hurries. */
import { isAtHub } from '../../../services/handoffs/handoff';
import type { HandoffRow, PartnerView } from '../../console/api';
import { badge } from './components';
import { desk } from './desk';
import { el, own } from './element';
import { languageName, moment, since } from './format';
import { now } from './now';
import { addressOf } from './places';
import { word, wordFor } from './words';

/** From here on an agreement hurries. */
const SOON_DAYS = 30;

export function queueRow(row: HandoffRow, isCurrent: boolean, isUnread: boolean): HTMLElement {
  const name = nameOf(row);
  return el('a', { class: `row ${row.state}${isUnread ? ' unread' : ''}`, href: addressOf('queue', row.id), 'aria-current': isCurrent ? 'true' : null, 'data-key': `row-${row.id}` },
    el('span', { class: 'rowTop' }, isUnread && el('span', { class: 'dot' }, el('span', { class: 'unseen' }, word('queue.unread'))), own(name, 'who'), waitOf(row)),
    row.partner && own(row.partner, 'partner'),
    own(row.state === 'waiting' ? row.question : row.heard ?? row.question, 'words'),
    el('span', { class: 'tags' }, ...tags(row)));
}

export function nameOf(row: HandoffRow): string {
  return row.contact ?? word('queue.unknownContact');
}

export function topicOf(topic: string): string {
  return wordFor('topics', topic);
}

/** How long it has been waiting; what waits long stands out, by a word of its weight and not by colour alone. */
function waitOf(row: HandoffRow): HTMLElement {
  if (row.state === 'closed') return el('time', { datetime: row.closedAt ?? row.askedAt, class: 'wait' }, moment(row.closedAt ?? row.askedAt));
  if (row.state === 'joined') return el('time', { datetime: row.last?.at ?? row.askedAt, class: 'wait' }, moment(row.last?.at ?? row.askedAt));
  const minutes = (now() - Date.parse(row.waitingSince)) / 60_000;
  return el('time', { datetime: row.waitingSince, class: `wait${minutes > 10 ? ' long' : ''}`, title: moment(row.waitingSince) }, el('span', { class: 'unseen' }, `${word('queue.waitingFor')} `), since(row.waitingSince));
}

function tags(row: HandoffRow): (HTMLElement | false | null)[] {
  return [
    badge(topicOf(row.topic), 'brand'), el('abbr', { class: 'code', title: languageName(row.language) }, row.language.toUpperCase()), el('span', { class: 'soft' }, wordFor('channels', row.channel)),
    expiryBadge(row.daysToExpiry), row.state === 'waiting' && !isAtHub(row) && row.isForMe && badge(word('queue.forMe'), 'success'),
    isAtHub(row) && el('span', { class: 'soft' }, word('conversation.atHub')), row.state !== 'waiting' && row.agent && row.agent.id !== desk.me.id && el('span', { class: 'soft' }, row.agent.name), row.state === 'closed' && row.rating !== null && el('span', { class: 'soft', title: word('dossier.rating', { rating: row.rating }) }, `★ ${row.rating}`),
    row.state === 'closed' && row.closedBy !== null && el('span', { class: 'soft' }, row.reason ? wordFor('reasons', row.reason) : wordFor('closedBy', row.closedBy)),
  ];
}

/** Shown where it matters: days that are few, or gone. */
export function expiryBadge(days: number | null): HTMLElement | null {
  if (days === null || days > 90) return null;
  return badge(expiryWords(days), days < 0 ? 'danger' : days <= SOON_DAYS ? 'warning' : 'informative');
}

export function expiryWords(days: number): string {
  if (days === 0) return word('expiry.today');
  return days < 0 ? word('expiry.since', { count: -days }) : word('expiry.in', { count: days });
}

export function stateBadge(partner: Pick<PartnerView, 'state'>): HTMLElement {
  const tint = { unknown: 'subtle', active: 'success', renewalOpen: 'informative', dueSoon: 'warning', grace: 'danger', lapsed: 'danger' } as const;
  return badge(wordFor('states', partner.state), tint[partner.state]);
}
