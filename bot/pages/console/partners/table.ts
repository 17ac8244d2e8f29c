/** Partners in rows: who, until when, how it stands, who can be told. */
import type { PartnerRow } from '../../../console/api';
import { badge } from '../components';
import { el, own } from '../element';
import { day } from '../format';
import { icon } from '../icons';
import { addressOf } from '../places';
import { expiryBadge, stateBadge } from '../queueRow';
import { word, wordFor } from '../words';

export function partnerTable(rows: readonly PartnerRow[], current: string | undefined): HTMLElement {
  const head = ['partners.company', 'partners.expires', 'partners.state', 'partners.contacts', 'partners.notes'] as const;
  return el('div', { class: 'scrollX' }, el('table', { class: 'list' }, el('caption', { class: 'unseen' }, word('nav.partners')), el('thead', {}, el('tr', {}, ...head.map((name) => el('th', { scope: 'col' }, word(name))))), el('tbody', {}, ...rows.map((row) => line(row, row.id === current)))));
}

function line(row: PartnerRow, isCurrent: boolean): HTMLElement {
  return el('tr', { class: isCurrent ? 'current' : null },
    el('th', { scope: 'row' }, el('a', { class: 'cellLink', href: addressOf('partners', row.id), 'aria-current': isCurrent ? 'true' : null, 'data-key': `partner-${row.id}` }, own(row.company)), el('span', { class: 'soft block' }, row.customerNumber && own(row.customerNumber), row.canton && ` · ${row.canton}`)),
    el('td', {}, row.expiresOn === null ? '–' : el('span', { class: 'block' }, day(row.expiresOn)), row.daysToExpiry !== null && expiryBadge(row.daysToExpiry)),
    el('td', {}, stateBadge(row)),
    el('td', { class: 'cut' }, row.contacts[0] ? own(row.contacts[0].name ?? row.contacts[0].email ?? '–') : '–', row.contacts.length > 1 && el('span', { class: 'soft' }, ` +${row.contacts.length - 1}`)),
    el('td', {}, el('span', { class: 'tags' }, row.unreachable !== null && el('span', { class: 'flag' }, icon('warning'), wordFor('unreachable', row.unreachable)), row.claim && badge(word('partners.claim'), 'brand'), row.unknownNotices > 0 && badge(word('partners.unknown', { count: row.unknownNotices }), 'warning'), !row.isListed && badge(word('partners.notListed'), 'subtle'))));
}
