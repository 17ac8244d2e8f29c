/** Who the contact is, and how they can be reached. */
import type { Dossier, HandoffRow } from '../../../console/api';
import { badge, bar, button } from '../components';
import { has } from '../desk';
import { announce, el, own, type Child } from '../element';
import { languageName, moment } from '../format';
import { ask } from '../modal';
import { change, textOf } from '../server';
import { word, wordFor } from '../words';
import { facts, type Correctable } from './corrections';
import { startConversation } from './start';

export function contactPart({ contact }: Dossier, row: HandoffRow, correct: Correctable, onDone: () => void): Child[] {
  return [
    contact.isLocked && bar('warning', word('dossier.locked')),
    contact.isLocked && has('lead', 'admin') && button(word('dossier.unlock'), () => void unlock(contact.id, onDone), { icon: 'unlock', 'data-key': 'unlock' }),
    contact.mailProblem !== null && bar('warning', word('dossier.mailProblem', { why: wordFor('mailProblems', contact.mailProblem) })),
    facts([
      [word('fields.name'), contact.name === null ? null : own(contact.name), correct('name')],
      ...(contact.name === null && contact.calledName !== null ? [[word('dossier.called'), own(contact.calledName), null] as const] : []),
      [word('fields.email'), contact.email === null ? null : el('span', {}, own(contact.email), ' ', badge(word(contact.isVerified ? 'dossier.verified' : 'dossier.notVerified'), contact.isVerified ? 'success' : 'warning')), correct('email')],
      [word('fields.language'), contact.language === null ? null : languageName(contact.language), correct('language')],
      [word('dossier.zone'), contact.timeZone.replaceAll('_', ' '), null],
      [word('dossier.mayWriteFirst'), word(contact.mayWriteFirst === true ? 'dossier.agreed' : contact.mayWriteFirst === false ? 'dossier.declined' : 'dossier.notAsked'), null],
    ]),
    el('ul', { class: 'plainList routes', 'aria-label': word('dossier.routes') }, ...contact.routes.map((route) => el('li', {}, el('strong', {}, wordFor('channels', route.channel)), badge(word(route.lives ? 'dossier.lives' : 'dossier.dead'), route.lives ? 'success' : 'danger'),
      el('span', { class: 'soft' }, route.cause ? wordFor('unreachable', route.cause) : route.heardAt ? word('dossier.heard', { at: moment(route.heardAt) }) : '')))),
    row.state === 'closed' && contact.mayBeAnswered && button(word('start.title'), () => startConversation(contact.id), { icon: 'send', 'data-key': 'start' }),
  ];
}

/** The wrong codes that were typed are forgotten, and the next code counts. */
export async function unlock(contactId: string, onDone: () => void): Promise<void> {
  const onYes = async () => {
    try {
      await change(`contacts/${encodeURIComponent(contactId)}/unlock`, { id: crypto.randomUUID() });
      onDone();
      return undefined;
    } catch (error) {
      return textOf(error);
    }
  };
  if (await ask({ title: word('dossier.unlock'), body: [el('p', {}, word('dossier.unlockText'))], yes: word('dossier.unlock'), onYes })) announce(word('done'));
}
