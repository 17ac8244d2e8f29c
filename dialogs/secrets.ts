/** Recognises what must never be sent to Lotse: a code of Cisco's, a password. Pure; nothing that it finds is kept. */
import { LANGUAGES, wordsOf } from '../locales';
import { normalise, toLatinDigits } from '../locales/folding';

export type Secret = 'code' | 'password';

/** What is kept instead of a message that held a secret. */
export const REDACTED = '••••••';

const nouns = (kind: Secret) => LANGUAGES.flatMap((language) => wordsOf(language)[kind] as readonly string[]).map(normalise).sort((a, b) => b.length - a.length);
/** "code: …", "my code is …", "mein Passwort lautet …", or just "code …". */
const SAID = "(?<told>\\s*[:=]\\s*|\\s+(?:lautet|heisst|reads)\\s*:?\\s+)|\\s+(?:is|was|ist|isch|war|est|c'est|это|هو|هي)\\s*:?\\s+";
const VALUE = '\\d(?:[\\s-]?\\d){3,9}|\\S{4,128}';
/** Nothing longer is looked at; what is longer is refused and not kept anyway. */
const LOOKED_AT = 20_000;
const spoken = (kind: Secret) => new RegExp(`(?<![\\p{L}])(?:${nouns(kind).map((noun) => noun.replaceAll(' ', '\\s+')).join('|')})(?:(?<said>${SAID})|\\s+)(?<value>${VALUE})`, 'giu');
const SPOKEN: Readonly<Record<Secret, RegExp>> = { code: spoken('code'), password: spoken('password') };
const NAMED_CODE = new RegExp(`(?<![\\p{L}])(?:${nouns('code').map((noun) => noun.replaceAll(' ', '\\s+')).join('|')})(?![\\p{L}])`, 'iu');
/** Four to eight digits and nothing else, as codes come in mails; two digits are a choice, longer runs are other numbers. */
const BARE_CODE = /^\d(?:[\s-]?\d){3,7}$/;

/** One word that mixes small and capital letters, digits and signs, as only passwords do. */
const BARE_PASSWORD = /^(?=.*\p{Ll})(?=.*\p{Lu})(?=.*\d)(?=.*[^\p{L}\p{N}.,:;@/()-])\S{8,64}$/u;
const SIX_DIGITS = /(?<![\p{L}\p{N}-])\d{6}(?![\p{L}\p{N}-])/u;

/** What a contact is asked for: nothing but choices, own words with bare numbers in them, or a code of ours. */
export type Expected = 'choice' | 'words' | 'code';

/** What kind of secret a message holds, if any. */
export function findSecret(text: string, expected: Expected): Secret | undefined {
  const plain = toLatinDigits(text.normalize('NFKC').slice(0, LOOKED_AT)).replaceAll('’', "'").replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
  if (isGiven(plain, 'password') || BARE_PASSWORD.test(plain)) return 'password';
  if (expected === 'code') return undefined;
  if (isGiven(plain, 'code') || (SIX_DIGITS.test(plain) && NAMED_CODE.test(fold(plain)))) return 'code';
  return expected === 'choice' && BARE_CODE.test(plain) ? 'code' : undefined;
}

/** "code: 481516" gives one; "my password does not work" and "error code 10054 is shown" do not. */
function isGiven(text: string, kind: Secret): boolean {
  const folded = fold(text);
  const pattern = SPOKEN[kind];
  pattern.lastIndex = 0;
  // A sentence may name the noun more than once; the value may follow any of them.
  for (let match = pattern.exec(folded); match; match = pattern.exec(folded)) {
    if (isValue(kind, match.groups!, folded.slice(pattern.lastIndex, pattern.lastIndex + 20))) return true;
    pattern.lastIndex = match.index + 1;
  }
  return false;
}

/**
 * What stands behind a colon is a password; a code has digits, or capitals in groups. Behind "is" a digit or a sign tells
 * it from "is wrong", and without any verb it must end its part of the sentence, too.
 */
function isValue(kind: Secret, { said, told, value }: Record<string, string | undefined>, rest: string): boolean {
  if (said === undefined && !/^\s*(?:[.,;!)].*)?$/s.test(rest)) return false;
  if (kind === 'code') return /\d/.test(value!) || (said !== undefined && /^[A-Z]{2,}(?:-[A-Z]{2,})+$/.test(value!));
  return told !== undefined || /\d/.test(value!) || /[^\p{L}\p{N}.,!?;'"»)-]/u.test(value!);
}

/** Accents away, so that the nouns meet their folded forms; signs stay, since passwords consist of them. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[أإآٱ]/g, 'ا').replace(/ى/g, 'ي').replace(/ة/g, 'ه').replace(/ё/g, 'е').replace(/Ё/g, 'Е');
}
