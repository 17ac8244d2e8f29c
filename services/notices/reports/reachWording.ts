/** Who cannot be reached in plain text, for an operator to read: the partner, the contact, the cause and what helps. Pure. */
import { word } from '../../../locales';
import { causeIn, count, named } from './dryRunWording';
import { isLost, type PartnerReach } from './reachability';

/** A finding: nobody of the partner can be reached. */
export function findingLines({ partner, contacts }: PartnerReach): string[] {
  const head = `${partner.agreement?.expiresOn ?? '-'}  ${named(partner)}`;
  if (contacts.length === 0) return [head, `    ${word('en', 'notices:reach.noContact')}`];
  return [head, ...contacts.flatMap(({ contact, causes }) => causes.map((cause) => `    ${causeIn(cause, contact)}`))];
}

/** Contacts who could be reached once, of a partner where somebody still can be. */
export function lostLines({ partner, contacts }: PartnerReach): string[] {
  return contacts.filter(isLost).flatMap(({ contact, causes }) => causes.map((cause) => `${partner.agreement?.expiresOn ?? '-'}  ${named(partner)}: ${causeIn(cause, contact)}`));
}

export function reachEndLine({ looked, findings, lost }: { readonly looked: number; readonly findings: number; readonly lost: number }): string {
  return `${count(looked, 'partner')} with an agreement that is not over: ${looked - findings} can be reached, ${findings} cannot. ${count(lost, 'contact')} of the others cannot be reached any more.`;
}
