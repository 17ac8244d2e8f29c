/** What is known of the contact, beside the conversation: who they are, where they stand, what they were told. */
import type { Dossier, HandoffRow } from '../../../console/api';
import { button } from '../components';
import { paragraphs } from '../direction';
import { el, fill, own, refill, type Child } from '../element';
import { agentName, moment } from '../format';
import { milestoneWords } from '../notices';
import { addressOf } from '../places';
import { topicOf } from '../queueRow';
import { word, wordFor } from '../words';
import { contactPart } from './contact';
import { correctable } from './corrections';
import { partnerPart } from './partner';
import { walkPart } from './walks';

export interface OpenDossier {
  readonly show: (dossier: Dossier, row: HandoffRow) => void;
}

export function openDossier(aside: HTMLElement, handoffId: string, onDone: () => void): OpenDossier {
  const scroller = el('div', { class: 'dossierScroll', tabindex: 0, role: 'group', 'aria-label': word('dossier.title') });
  const leave = button(word('back'), () => { aside.parentElement!.dataset.dossier = 'no'; }, { look: 'subtle', icon: 'back', class: 'dossierBack' });
  fill(aside, leave, scroller);
  return {
    show(dossier, row) {
      const isOpen = new Map([...scroller.querySelectorAll('details')].map((each) => [each.dataset.key, each.open]));
      refill(scroller, ...sections(dossier, row, handoffId, onDone));
      for (const each of scroller.querySelectorAll('details')) each.open = isOpen.get(each.dataset.key) ?? each.open;
    },
  };
}

function sections(dossier: Dossier, row: HandoffRow, handoffId: string, onDone: () => void): HTMLElement[] {
  const corrections = correctable(dossier, row, handoffId, onDone);
  return [
    section('question', word('dossier.question'), true, el('div', { class: 'question' }, ...paragraphs(row.question || '–'))),
    section('contact', word('dossier.contact'), true, ...contactPart(dossier, row, corrections, onDone)),
    ...dossier.partners.map((partner) => section(`partner-${partner.id}`, word('dossier.partner'), true, ...partnerPart(partner, corrections))),
    section('walks', word('dossier.walks'), true, ...(dossier.walks.length === 0 ? [nothing()] : dossier.walks.map((walk) => walkPart(walk, row, handoffId, onDone)))),
    section('notices', word('dossier.notices', { count: dossier.notices.length }), false, ...noticeLines(dossier)),
    section('earlier', word('dossier.earlier', { count: dossier.handoffs.length }), false, ...earlierLines(dossier)),
  ];
}

export function section(key: string, title: string, isOpen: boolean, ...children: readonly Child[]): HTMLElement {
  return el('details', { 'data-key': key, open: isOpen, class: 'part' }, el('summary', { 'data-key': `sum-${key}` }, el('h3', {}, title)), ...children);
}

function nothing(): HTMLElement {
  return el('p', { class: 'soft' }, word('dossier.nothing'));
}

function noticeLines({ notices }: Dossier): HTMLElement[] {
  if (notices.length === 0) return [nothing()];
  return [el('ul', { class: 'plainList' }, ...notices.map((notice) => el('li', {}, el('strong', {}, milestoneWords(notice.milestone)), el('span', { class: `noticeState ${notice.state}` }, wordFor('noticeStates', notice.state)),
    el('span', { class: 'soft' }, moment(notice.sentAt ?? notice.dueAt), notice.route && ` · ${wordFor('channels', notice.route)}`, notice.reason && ` · ${wordFor('noticeReasons', notice.reason)}`))))];
}

function earlierLines({ handoffs }: Dossier): HTMLElement[] {
  if (handoffs.length === 0) return [nothing()];
  return [el('ul', { class: 'plainList' }, ...handoffs.map((row) => el('li', {}, el('a', { href: addressOf('queue', row.id) }, topicOf(row.topic)), el('span', { class: 'soft' }, moment(row.askedAt), row.agent && ` · ${agentName(row.agent.name)}`, row.rating !== null && ` · ★ ${row.rating}`), own(row.question, 'soft cut'))))];
}
