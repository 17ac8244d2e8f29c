/** A partner of the contact: the company, its agreement and where it stands in time. */
import type { PartnerView } from '../../../console/api';
import { badge, bar } from '../components';
import { el, own, type Child } from '../element';
import { countryName, day } from '../format';
import { addressOf } from '../places';
import { expiryWords, stateBadge } from '../queueRow';
import { word } from '../words';
import { facts, type Correctable } from './corrections';

export function partnerPart(partner: PartnerView, correct: Correctable): Child[] {
  return [
    el('p', { class: 'partnerHead' }, el('a', { href: addressOf('partners', partner.id) }, own(partner.company)), stateBadge(partner), correct('company', partner.id)),
    !partner.isListed && badge(word('partners.notListed'), 'warning'),
    partner.claim && bar('info', word('partners.claimed', { at: day(partner.claim.at.slice(0, 10)) })),
    timeline(partner),
    facts([
      [word('fields.customerNumber'), partner.customerNumber === null ? null : own(partner.customerNumber), correct('customerNumber', partner.id)],
      [word('fields.country'), [partner.country && countryName(partner.country), partner.canton].filter(Boolean).join(', ') || null, correct('country', partner.id)],
      [word('fields.expiresOn'), partner.expiresOn === null ? null : `${day(partner.expiresOn)}${partner.daysToExpiry === null ? '' : ` (${expiryWords(partner.daysToExpiry)})`}`, correct('expiresOn', partner.id)],
    ]),
  ];
}

/** When the renewal opens, when the agreement ends, when the grace ends: what is past is told from what is to come. */
export function timeline({ timeline: times, daysToExpiry, expiresOn }: PartnerView): HTMLElement | null {
  if (!times || daysToExpiry === null || expiresOn === null) return null;
  // Today, as the server counts it.
  const today = new Date(Date.parse(`${expiresOn}T00:00:00Z`) - daysToExpiry * 86_400_000).toISOString().slice(0, 10);
  const points = [['opens', times.opensOn], ['expires', times.expiresOn], ['graceEnds', times.graceEndsOn]] as const;
  return el('ol', { class: 'timeline', 'aria-label': word('partners.timeline') }, ...points.map(([name, on]) => el('li', { class: on <= today ? 'past' : 'ahead' }, el('span', {}, word(`partners.${name}`)), el('time', { datetime: on }, day(on)))));
}
