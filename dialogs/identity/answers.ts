/** Understands the answer to a question about the record: what it changes, what must be asked back, or what was wrong with it. Pure. */
import { countryOf } from '../../services/country';
import { readCustomerNumber } from '../../services/customerNumber';
import { addMonths, daysBetween, type Day } from '../../services/day';
import { judgeExpiry, statusOn } from '../../services/expiry';
import type { Language, TextKey } from '../../locales';
import { normalise } from '../../locales/folding';
import zoneNames from '../../locales/timeZones.json';
import { codesIn } from '../../services/verification/codeText';
import { datesIn } from '../dateOfText';
import type { Change, Field } from './record';

export type Understood =
  | { readonly kind: 'change'; readonly change: Change }
  /** Two readings, or one that is unlikely: the contact decides. */
  | { readonly kind: 'askBack'; readonly days: readonly Day[]; readonly why: 'two' | 'past' | 'far' | 'same' | 'odd' }
  | { readonly kind: 'problem'; readonly key: TextKey };

export interface Asked {
  readonly field: Field | 'signatoryName';
  readonly language: Language;
  readonly today: Day;
  /** The day that was known before, where one is corrected. */
  readonly previous: Day | undefined;
}

const NAME_LIMIT = 100;
const COMPANY_LIMIT = 120;
/** An agreement that was renewed ends so much later; less is a correction. */
const RENEWAL_DAYS = 150;
const CONTROLS = /[\p{Cc}\p{Cf}]/gu;
const NUMBER_PROBLEMS = { empty: 'identity:not.customerNumberEmpty', letters: 'identity:not.customerNumberLetters', tooShort: 'identity:not.customerNumberShort', tooLong: 'identity:not.customerNumberLong' } as const;

export function understandAnswer(text: string, asked: Asked): Understood {
  const words = text.replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();
  if (asked.field === 'expiry') return understandDay(text, asked);
  if (asked.field === 'customerNumber') {
    const read = readCustomerNumber(text);
    return 'number' in read ? { kind: 'change', change: { field: 'customerNumber', value: read.number } } : { kind: 'problem', key: NUMBER_PROBLEMS[read.problem] };
  }
  if (asked.field === 'country') {
    const country = countryOf(words);
    return country ? { kind: 'change', change: { field: 'country', value: country } } : { kind: 'problem', key: 'identity:not.country' };
  }
  if (asked.field === 'timeZone') {
    const zone = zoneOf(words);
    return zone ? { kind: 'change', change: { field: 'timeZone', zone } } : { kind: 'problem', key: 'identity:not.timeZone' };
  }
  if (asked.field === 'signatoryName') {
    return isName(words, NAME_LIMIT) ? { kind: 'change', change: { field: 'signatory', isSignatory: false, name: words } } : { kind: 'problem', key: 'identity:not.signatoryName' };
  }
  return isName(words, COMPANY_LIMIT) ? { kind: 'change', change: { field: 'company', value: words } } : { kind: 'problem', key: 'identity:not.company' };
}

function understandDay(text: string, { language, today, previous }: Asked): Understood {
  const days = datesIn(text, language);
  if (days.length === 0) return { kind: 'problem', key: 'identity:not.expiry' };
  if (days.length > 1) return { kind: 'askBack', days, why: 'two' };
  return judgeDay(days[0]!, today, previous);
}

/** A day that is clear is taken where it is likely, and asked back where it is not. */
export function judgeDay(day: Day, today: Day, previous: Day | undefined): Understood {
  if (day === previous) return { kind: 'askBack', days: [day], why: 'same' };
  const isRenewal = previous !== undefined && daysBetween(previous, day) > RENEWAL_DAYS && previous <= addMonths(today, 3);
  const judgement = judgeExpiry(day, { today, previous: isRenewal ? previous : undefined });
  if (judgement === 'plausible') return { kind: 'change', change: { field: 'expiry', day } };
  // After an agreement that is over a new one may begin on any day: then it is only too far away.
  if (isRenewal && (judgement !== 'tooFar' || statusOn(today, previous) !== 'lapsed')) return { kind: 'askBack', days: [day], why: 'odd' };
  return { kind: 'askBack', days: [day], why: judgement === 'past' ? 'past' : 'far' };
}

function isName(words: string, limit: number): boolean {
  const length = [...words].length;
  // Neither a question, nor an address, nor a number such as a code that comes twice.
  return length >= 2 && length <= limit && /\p{L}/u.test(words) && !/[?؟@]|:\/\//u.test(words) && codesIn(words).length === 0;
}

const ZONES = new Map<string, string>();
for (const zone of Intl.supportedValuesOf('timeZone')) {
  for (const name of [zone, zone.split('/').at(-1)!]) if (!ZONES.has(normalise(name))) ZONES.set(normalise(name), zone);
}
/** What people call them beyond that, in their own languages. */
for (const [zone, names] of Object.entries(zoneNames)) for (const name of names) ZONES.set(normalise(name), zone);

function zoneOf(words: string): string | undefined {
  return ZONES.get(normalise(words));
}
