/** The day on which a contact wants to be reminded again, in own words: a working day while nothing is lost yet, or the nearest such day, to be asked for. Pure. */
import type { Language } from '../../locales';
import { daysBetween, type Day } from '../../services/day';
import { nearDaysIn } from '../nearDay';

export type LaterDay =
  | { readonly kind: 'day'; readonly day: Day }
  /** Several readings may be meant: the contact says which. */
  | { readonly kind: 'two'; readonly days: readonly Day[] }
  | { readonly kind: 'instead'; readonly day: Day; readonly nearest: Day; readonly why: 'past' | 'noWorkday' | 'tooLate' }
  | { readonly kind: 'none' };

/** `workdays`: all on which it may be, at least one; `last`: the day after which something is lost. */
export function laterDayIn(text: string, language: Language, { today, workdays, last }: { readonly today: Day; readonly workdays: readonly Day[]; readonly last: Day }): LaterDay {
  const days = nearDaysIn(text, language, today);
  const likely = days.filter((day) => workdays.includes(day));
  if (likely.length > 1) return { kind: 'two', days: likely };
  if (likely.length === 1) return { kind: 'day', day: likely[0]! };
  const [day] = days;
  if (day === undefined) return { kind: 'none' };
  const distance = (other: Day) => Math.abs(daysBetween(day, other));
  // Of two that are as near the later one: the contact wanted to wait.
  const nearest = workdays.reduce((best, each) => (distance(each) <= distance(best) ? each : best));
  return { kind: 'instead', day, nearest, why: day <= today ? 'past' : day > last ? 'tooLate' : 'noWorkday' };
}
