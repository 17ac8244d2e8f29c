/** The new day on which a renewed agreement expires, as a contact writes it: only one about a year after the old one is believed. Pure. */
import type { Language } from '../../locales';
import type { Day } from '../../services/day';
import { judgeExpiry, type ExpiryJudgement } from '../../services/expiry';
import { datesIn } from '../dateOfText';

export type RenewedDay =
  | { readonly kind: 'day'; readonly day: Day }
  /** Several readings may be meant: the contact says which. */
  | { readonly kind: 'two'; readonly days: readonly Day[] }
  | { readonly kind: 'problem'; readonly problem: Exclude<ExpiryJudgement, 'plausible'>; readonly day: Day }
  | { readonly kind: 'none' };

export interface Renewed {
  readonly today: Day;
  /** The day that is known. */
  readonly previous: Day;
}

/** Of several readings those that cannot be meant are left out: "from 31.3.2026 to 31.3.2027" names one new day. */
export function renewedDayIn(text: string, language: Language, renewed: Renewed): RenewedDay {
  const judged = datesIn(text, language).map((day) => ({ day, judgement: judgeExpiry(day, renewed) }));
  const likely = judged.filter(({ judgement }) => judgement === 'plausible').map(({ day }) => day);
  if (likely.length > 1) return { kind: 'two', days: likely };
  if (likely.length === 1) return { kind: 'day', day: likely[0]! };
  const [first] = judged;
  return first ? { kind: 'problem', problem: first.judgement as Exclude<ExpiryJudgement, 'plausible'>, day: first.day } : { kind: 'none' };
}

/** Whether the words that say that it was renewed name a likely day, too. */
export function namesRenewedDay(text: string, language: Language, { today, expiresOn }: { readonly today: Day; readonly expiresOn: Day }): boolean {
  return ['day', 'two'].includes(renewedDayIn(text, language, { today, previous: expiresOn }).kind);
}
