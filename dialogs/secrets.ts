/** Recognises what must never be sent to Lotse: a code of Cisco's, a password. Pure; nothing that it finds is kept. */
import { LANGUAGES, wordsOf } from '../locales';
import { normalise, toLatinDigits } from './choices';

export type Secret = 'code' | 'password';

/** What is kept instead of a message that held a secret. */
export const REDACTED = '••••••';

const nouns = (kind: Secret) => LANGUAGES.flatMap((language) => wordsOf(language)[kind] as readonly string[]).map(normalise).sort((a, b) => b.length - a.length);
const LINK = "(?:\\s+(?:is|was|ist|war|lautet|heisst|est|c'est|это|هو|هي|so))";
const spoken = (kind: Secret) => new RegExp(`(?:^|[^\\p{L}])(?:${nouns(kind).map((noun) => noun.replaceAll(' ', '\\s+')).join('|')})(?:\\s*[:=]\\s*|${LINK}\\s*:?\\s*|\\s+)(\\d(?:[\\s-]?\\d){3,9}|\\S{4,})`, 'iu');
const SPOKEN: Readonly<Record<Secret, RegExp>> = { code: spoken('code'), password: spoken('password') };
/** Four to eight digits and nothing else, as codes come in mails; two digits are a choice, longer runs are other numbers. */
const BARE_CODE = /^\d(?:[\s-]?\d){3,7}$/;

/** What kind of secret a message holds, if any. `inOwnWords`: the contact answers a question, so bare numbers are welcome. */
export function findSecret(text: string, inOwnWords: boolean): Secret | undefined {
  const plain = toLatinDigits(text.normalize('NFKC')).replaceAll('’', "'").replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  if (isGiven(plain, 'password')) return 'password';
  if (isGiven(plain, 'code')) return 'code';
  return !inOwnWords && BARE_CODE.test(plain) ? 'code' : undefined;
}

/** "code: 481516" gives one; "my password does not work" does not: what is given away mixes letters with digits or signs. */
function isGiven(text: string, kind: Secret): boolean {
  const value = SPOKEN[kind].exec(fold(text))?.[1];
  if (value === undefined) return false;
  return /\d/.test(value) || (kind === 'password' && /[^\p{L}\p{N}.,!?;'"»)]/u.test(value));
}

/** Accents away, so that the nouns meet their folded forms; signs stay, since passwords consist of them. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[أإآٱ]/g, 'ا').replace(/ى/g, 'ي').replace(/ة/g, 'ه').replace(/ё/g, 'е');
}
