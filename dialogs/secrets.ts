/** Recognises what must never be sent to Lotse: a code of Cisco's, a password. Pure; nothing that it finds is kept. */
import { LANGUAGES, wordsOf } from '../locales';
import { normalise, toLatinDigits } from './choices';

export type Secret = 'code' | 'password';

/** What is kept instead of a message that held a secret. */
export const REDACTED = '••••••';

const nouns = (kind: Secret) => LANGUAGES.flatMap((language) => wordsOf(language)[kind] as readonly string[]).map(normalise).sort((a, b) => b.length - a.length);
/** "code: …", "my code is …", "mein Passwort lautet …", or just "code …". */
const SAID = "\\s*[:=]\\s*|\\s+(?:is|was|ist|isch|war|lautet|heisst|est|c'est|это|هو|هي)\\s*:?\\s+";
const VALUE = '\\d(?:[\\s-]?\\d){3,9}|\\S{4,}';
const spoken = (kind: Secret) => new RegExp(`(?<![\\p{L}])(?:${nouns(kind).map((noun) => noun.replaceAll(' ', '\\s+')).join('|')})(?:(?<said>${SAID})|\\s+)(?<value>${VALUE})`, 'giu');
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

/** "code: 481516" gives one; "my password does not work" and "error code 10054 is shown" do not. */
function isGiven(text: string, kind: Secret): boolean {
  const folded = fold(text);
  const pattern = SPOKEN[kind];
  pattern.lastIndex = 0;
  // A sentence may name the noun more than once; the value may follow any of them.
  for (let match = pattern.exec(folded); match; match = pattern.exec(folded)) {
    if (isValue(kind, match.groups!.said !== undefined, match.groups!.value!, folded.slice(pattern.lastIndex, pattern.lastIndex + 20))) return true;
    pattern.lastIndex = match.index + 1;
  }
  return false;
}

/** What is given away holds a digit, or, as passwords do, a sign among letters. Without a verb or colon it ends its part of the sentence. */
function isValue(kind: Secret, isSaid: boolean, value: string, rest: string): boolean {
  if (!isSaid && !/^\s*(?:[.,;!)].*)?$/s.test(rest)) return false;
  return /\d/.test(value) || (kind === 'password' && /[^\p{L}\p{N}.,!?;'"»)-]/u.test(value));
}

/** Accents away, so that the nouns meet their folded forms; signs stay, since passwords consist of them. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[أإآٱ]/g, 'ا').replace(/ى/g, 'ي').replace(/ة/g, 'ه').replace(/ё/g, 'е');
}
