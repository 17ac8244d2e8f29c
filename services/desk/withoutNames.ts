/** Takes out of a question what leads to a person or a company: addresses, links, numbers. Pure. */

const GONE = '…';
const ADDRESS = /[^\s@<>()]+@[^\s@<>()]+/gu;
const LINK = /\b(?:https?:\/\/|www\.)\S+/giu;
/** Order numbers, customer numbers, telephone numbers: four digits or more, however they are grouped. A year or a number of an error remains a number: gone, too. */
const NUMBER = /[+(]?\p{Nd}(?:[\s.'’()/–-]{0,2}\p{Nd}){3,}/gu;

export function withoutNames(text: string): string {
  return text.replace(ADDRESS, GONE).replace(LINK, GONE).replace(NUMBER, GONE).replace(/\s+/gu, ' ').trim();
}
