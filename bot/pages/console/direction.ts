/** How words of people are laid out: by the letters they are made of, with codes, numbers and addresses kept in one piece. */
import { el, plain } from './element';

 
const RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/g;
const LETTER = /\p{L}/gu;
/** A third of Arabic letters makes a line Arabic, also where it begins with the name of a product. */
const ENOUGH = 0.34;

export function directionOf(text: string): 'rtl' | 'ltr' | undefined {
  const letters = text.match(LETTER)?.length ?? 0;
  return letters === 0 ? undefined : (text.match(RIGHT)?.length ?? 0) / letters >= ENOUGH ? 'rtl' : 'ltr';
}

/** Customer numbers, addresses, links, times: beside Arabic their parts would change places. */
const CODES = /([A-Za-z0-9+][\w.%+:/@#?=&~-]*[A-Za-z0-9/])/;

/** Each line of the words in its direction; a line without letters takes that of the whole. */
export function paragraphs(text: string): HTMLElement[] {
  const whole = directionOf(text);
  return text.split('\n').map((line) => {
    const dir = directionOf(line) ?? whole ?? 'ltr';
    return el('p', { dir }, ...(line === '' ? [el('br')] : dir === 'rtl' ? isolated(line) : [line]));
  });
}

function isolated(line: string): (HTMLElement | string)[] {
  return plain(line).split(CODES).map((part, at) => at % 2 === 1 ? el('bdi', { dir: 'ltr' }, part) : part);
}
