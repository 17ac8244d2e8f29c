/** What a sentence of one's own means as an answer to a notice: what is to be done, that it is done, when again, who does it. Pure. */
import { LANGUAGES, wordsOf, type Language } from '../../locales';
import { normalise } from '../../locales/folding';
import { isNudge } from '../../services/notices/notice';
import type { NoticeSubject } from '../../services/notices/wording';
import { meaningOf } from '../choices';
import { nearDaysIn } from '../nearDay';
import { namesRenewedDay } from './renewedDay';

type Hint = 'renew' | 'renewed' | 'notMine' | 'unless';
/** More words than these are a story, not an answer; more than those are no mere day. */
const MOST_WORDS = 15;
const DAY_WORDS = 3;
const HINTS = Object.fromEntries((['renew', 'renewed', 'notMine', 'unless'] as const).map((hint) => [hint, LANGUAGES.flatMap((language) => (wordsOf(language).sentences as Readonly<Record<Hint, readonly string[]>>)[hint]).map(normalise)])) as Record<Hint, string[]>;

/** Undefined where nothing is said plainly: with a "not", an "if" or a question, nobody has renewed. */
export function answerInSentence(text: string, language: Language, [subject]: readonly NoticeSubject[]): 'renew' | 'renewed' | 'notMine' | 'later' | undefined {
  const words = ` ${normalise(text)} `;
  const count = words.trim().split(' ').length;
  if (!subject || isNudge(subject) || subject.milestone === 'renewed' || count > MOST_WORDS || meaningOf(text)) return undefined;
  if (find('renew', words)) return 'renew';
  if (/[?؟]/.test(text)) return undefined;
  const { today, expiresOn } = subject;
  for (const verb of ['renewed', 'notMine'] as const) {
    const found = find(verb, words);
    if (found) return find('unless', words.replace(` ${found} `, ' ')) ? undefined : verb;
  }
  const days = count > DAY_WORDS ? [] : nearDaysIn(text, language, today);
  if (days.some((day) => day <= expiresOn)) return 'later';
  return days.length > 0 && namesRenewedDay(text, language, subject) ? 'renewed' : days.length > 0 ? 'later' : undefined;
}

function find(hint: Hint, words: string): string | undefined {
  return HINTS[hint].find((phrase) => words.includes(` ${phrase} `));
}
