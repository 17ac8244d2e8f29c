/** Reads the one mail address in what a person typed, or says why there is none that a mail may be sent to. Pure. */
import { domainToASCII, domainToUnicode } from 'node:url';

export type MailAddressProblem = 'empty' | 'tooLong' | 'several' | 'noAt' | 'characters' | 'hidden' | 'domain' | 'lookalike';

export interface MailAddress {
  /** As it was typed, the domain as A-labels. */
  readonly email: string;
  /** The form that is compared. */
  readonly key: string;
  readonly domain: string;
}

const ADDRESS_LIMIT = 254;
const LOCAL_LIMIT = 64;
/** Marks that are not seen: they turn the reading direction, join, or hide. */
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
/** What makes quoted names, comments, groups and header lines out of an address; no sentence around one needs it. */
const NEVER = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}"();<>\\[\]]/u;
/** As mail programs write an address beside a name. */
const ANGLED = /<([^<>\s]+)>/;
const SEPARATORS = /[\s,;<>()[\]|/]+/;
const OPENING = /^[«„“]*(?:mailto:)?/i;
const CLOSING = /[»“”.,!?:،؟]+$/;
/** Without % and !, which are legal, and with which old servers hand a mail on to another domain. */
const LOCAL = /^[\w#$&'*+/=?^`{|}~-]+(?:\.[\w#$&'*+/=?^`{|}~-]+)*$/;
const ASCII_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const ASCII_TOP = /^[a-z]{2,63}$/;
/** Letters and their marks only: digits of other scripts look like letters. */
const LABEL = /^[\p{L}\p{M}0-9](?:[\p{L}\p{M}0-9-]*[\p{L}\p{M}0-9])?$/u;
/** The scripts in which languages are written today (UAX 31, recommended). */
const SCRIPTS = [
  'Latin', 'Arabic', 'Armenian', 'Bengali', 'Bopomofo', 'Cyrillic', 'Devanagari', 'Ethiopic', 'Georgian', 'Greek', 'Gujarati', 'Gurmukhi', 'Han', 'Hangul', 'Hebrew',
  'Hiragana', 'Kannada', 'Katakana', 'Khmer', 'Lao', 'Malayalam', 'Myanmar', 'Oriya', 'Sinhala', 'Tamil', 'Telugu', 'Thaana', 'Thai', 'Tibetan',
].map((name) => ({ name, only: new RegExp(`^[\\p{Script=${name}}\\p{Script=Inherited}0-9-]+$`, 'u') }));
/** Latin letters of European languages; without dotless i, kra, long s and what stands for two letters. */
const PLAIN_LATIN = /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0134-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e\u0218-\u021b-]+$/;
/** Labels of nothing but letters that pass for Latin ones. */
const LATIN_TWINS = /^(?:[асԁеһіјӏорԛѕԝхуъьҽпгѵѡк0-9-]+|[αβγεηικνορτυχωϲϳ0-9-]+|[ցհյոօսզգքա0-9-]+)$/;

export function readMailAddress(text: string): MailAddress | { problem: MailAddressProblem } {
  const typed = text.trim();
  if (typed === '') return { problem: 'empty' };
  if (typed.length > ADDRESS_LIMIT) return { problem: 'tooLong' };
  if (HIDDEN.test(typed)) return { problem: 'hidden' };
  const found = findAddress(unwrap(typed.replace(/[\uff20\ufe6b]/g, '@')));
  if ('problem' in found) return found;
  const local = readLocal(found.local);
  const domain = readDomain(found.domain);
  for (const part of [local, domain]) if (typeof part !== 'string') return part;
  const email = `${local as string}@${domain as string}`;
  return email.length > ADDRESS_LIMIT ? { problem: 'tooLong' } : { email, key: email.toLowerCase(), domain: domain as string };
}

/** The one address of what mail programs and Teams paste: a name beside it, the same address twice, a link. */
function unwrap(typed: string): string {
  const linked = /^\[([^[\]@\s]+@[^[\]@\s]+)\]\(mailto:\1\)$/i.exec(typed) ?? /^([^<>@\s]+@[^<>@\s]+)\s*<(?:mailto:)?\1>[;,.]?$/i.exec(typed);
  const named = /^(?:"[^"@<>\\]*"|[^"@<>,;\\]*)\s*<(?:mailto:)?([^<>@\s]+@[^<>@\s]+)>[;,.]?$/i.exec(typed);
  return linked?.[1] ?? named?.[1] ?? typed.replace(/^([^\s:;]+);$/, '$1');
}

/** The word with the @, freed of what surrounds an address in a sentence. */
function findAddress(typed: string): { local: string; domain: string } | { problem: MailAddressProblem } {
  if (!typed.includes('@')) return { problem: 'noAt' };
  if (typed.split(SEPARATORS).filter((part) => part.includes('@')).length > 1) return { problem: 'several' };
  const opened = typed.replace(ANGLED, ' $1 ');
  if (NEVER.test(opened)) return { problem: 'characters' };
  const bare = opened.split(/\s+/).find((part) => part.includes('@'))!.replace(OPENING, '').replace(CLOSING, '');
  const [local = '', domain = '', ...more] = bare.split('@');
  return more.length > 0 ? { problem: 'characters' } : { local, domain };
}

function readLocal(local: string): string | { problem: MailAddressProblem } {
  if (LOCAL.test(local)) return local.length > LOCAL_LIMIT ? { problem: 'tooLong' } : local;
  return { problem: LABEL.test(local) && /[^\0-\x7f]/.test(local) && isLookalike(local.toLowerCase().normalize('NFC'), '') ? 'lookalike' : 'characters' };
}

/** The domain as A-labels. What was written as A-labels is judged by the letters that it stands for. */
function readDomain(domain: string): string | { problem: MailAddressProblem } {
  const written = domain.toLowerCase().normalize('NFC').split('.');
  if (!written.every((label) => LABEL.test(label))) return { problem: 'domain' };
  const ascii = domainToASCII(written.join('.'));
  const labels = ascii.split('.');
  const letters = domainToUnicode(ascii).split('.');
  if ([...written, ...letters].some((label) => isLookalike(label, letters.at(-1)!))) return { problem: 'lookalike' };
  // Where the conversion made something else of it (full-width letters, an invalid A-label), that is not what was typed.
  const isSame = written.every((label, place) => label === letters[place] || label === labels[place]);
  return isSame && isDomain(labels) ? ascii : { problem: 'domain' };
}

function isDomain(labels: readonly string[]): boolean {
  const top = labels.at(-1)!;
  return labels.length > 1 && (ASCII_TOP.test(top) || top.startsWith('xn--'))
    && labels.every((label) => ASCII_LABEL.test(label) && (label.startsWith('xn--') || label.slice(2, 4) !== '--'));
}

/** Whether a label mixes scripts or passes for a Latin one. Beneath a top of its own script a label of twins is a word. */
function isLookalike(label: string, top: string): boolean {
  if (/^[\0-\x7f]*$/.test(label)) return false;
  const script = SCRIPTS.find(({ only }) => only.test(label));
  if (!script) return true;
  if (script.name === 'Latin') return !PLAIN_LATIN.test(label);
  if (/\p{Script=Inherited}/u.test(label) && ['Cyrillic', 'Greek', 'Armenian'].includes(script.name)) return true;
  return LATIN_TWINS.test(label) && (label === top || !script.only.test(top) || LATIN_TWINS.test(top));
}
