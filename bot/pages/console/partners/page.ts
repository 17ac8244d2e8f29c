/** One partner: what is known, what became of each notice, and what can be settled. */
import type { PartnerPage, PartnerRow } from '../../../console/api';
import { badge, bar, button, iconButton, spinner } from '../components';
import { has } from '../desk';
import { startConversation } from '../dossier/start';
import { facts } from '../dossier/corrections';
import { timeline } from '../dossier/partner';
import { section } from '../dossier/view';
import { announce, el, fill, own } from '../element';
import { countryName, day, moment } from '../format';
import { ask } from '../modal';
import { noticeTable } from '../notices';
import { addressOf, go } from '../places';
import { expiryWords, stateBadge, topicOf } from '../queueRow';
import { change, read, textOf } from '../server';
import { word, wordFor } from '../words';
import { unlock } from '../dossier/contact';

export function openPartner(pane: HTMLElement, id: string, onChanged: () => void): void {
  pane.dataset.id = id;
  fill(pane, spinner());
  const load = async () => {
    try {
      const page = await read<PartnerPage>(`partners/${encodeURIComponent(id)}`);
      if (pane.dataset.id === id) show(pane, page, () => { void load(); onChanged(); });
    } catch (error) {
      if (pane.dataset.id === id) fill(pane, bar('error', textOf(error)));
    }
  };
  void load();
}

function show(pane: HTMLElement, { partner, notices, handoffs }: PartnerPage, onDone: () => void): void {
  const mayChange = has('lead', 'admin');
  fill(pane, el('section', { class: 'card', 'aria-label': word('dossier.partner') },
    el('header', { class: 'detailHead' }, el('h2', {}, own(partner.company)), iconButton('close', word('close'), () => go('partners'))),
    el('p', { class: 'tags' }, stateBadge(partner), !partner.isListed && badge(word('partners.notListed'), 'warning')),
    partner.unreachable !== null && bar('warning', word('partners.unreachableBecause', { why: wordFor('unreachable', partner.unreachable) })),
    partner.claim && bar('info', word('partners.claimedBy', { at: day(partner.claim.at.slice(0, 10)), by: partner.claim.by ?? '–' })),
    partner.claim && mayChange && button(word('partners.confirm'), () => void confirm(partner, onDone), { look: 'primary', icon: 'accept' }),
    timeline(partner),
    facts([[word('fields.customerNumber'), partner.customerNumber && own(partner.customerNumber), null], [word('fields.country'), [partner.country && countryName(partner.country), partner.canton].filter(Boolean).join(', ') || null, null], [word('fields.expiresOn'), expiryOf(partner), null]]),
    section('contacts', word('partners.contacts'), true, el('ul', { class: 'plainList' }, ...partner.contacts.map((contact) => contactLine(contact, mayChange, onDone)))),
    section('notices', word('dossier.notices', { count: notices.length }), true, noticeTable(notices, onDone, mayChange)),
    section('handoffs', word('dossier.earlier', { count: handoffs.length }), true, el('ul', { class: 'plainList' }, ...handoffs.map((row) => el('li', {}, el('a', { href: addressOf('queue', row.id) }, topicOf(row.topic)), el('span', { class: 'soft' }, moment(row.askedAt))))))));
}

function expiryOf({ expiresOn, daysToExpiry }: PartnerRow): string | null {
  return expiresOn === null ? null : `${day(expiresOn)}${daysToExpiry === null ? '' : ` (${expiryWords(daysToExpiry)})`}`;
}

function contactLine(contact: PartnerRow['contacts'][number], mayChange: boolean, onDone: () => void): HTMLElement {
  return el('li', {}, el('strong', {}, own(contact.name ?? contact.email ?? '–')), contact.name !== null && contact.email !== null && own(contact.email, 'soft'), badge(word(contact.isReachable ? 'partners.reachable' : 'partners.notReachable'), contact.isReachable ? 'success' : 'warning'), contact.isSignatory === true && badge(word('partners.signs')), contact.isLocked && badge(word('partners.locked'), 'warning'),
    el('span', { class: 'lineActs' }, has('agent', 'lead') && contact.isReachable && button(word('start.short'), () => startConversation(contact.id), { size: 'small' }), mayChange && contact.isLocked && button(word('dossier.unlock'), () => void unlock(contact.id, onDone), { size: 'small', look: 'subtle', 'data-key': `unlock-${contact.id}` })));
}

async function confirm(partner: PartnerRow, onDone: () => void): Promise<void> {
  const onYes = async () => {
    try {
      const { changed } = await change<{ changed?: boolean }>(`partners/${encodeURIComponent(partner.id)}/confirm`, { id: crypto.randomUUID() });
      onDone();
      return changed === false ? word('unchanged') : undefined;
    } catch (error) {
      return textOf(error);
    }
  };
  if (await ask({ title: word('partners.confirm'), body: [el('p', {}, own(partner.company)), el('p', {}, word('partners.confirmText'))], yes: word('partners.confirm'), onYes })) announce(word('done'));
}
