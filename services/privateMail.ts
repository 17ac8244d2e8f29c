/** Tells mailboxes that anybody can open from those of a company. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Known in Switzerland, and missing in the kept list. */
const ALSO_PRIVATE = new Set(['bluewin.ch', 'gmx.ch', 'hispeed.ch', 'sunrise.ch', 'swissonline.ch', 'freesurf.ch', 'proton.me', 'pm.me']);

/** One text, read when it is first needed: 1.4 MB and half a millisecond for each domain looked up, where a set of its 92,000 lines takes 7 MB for good. */
let list: string | undefined;

/** Whether a domain, or one above it, gives mailboxes to anybody, for long or for ten minutes. */
export function isPrivateMail(domain: string): boolean {
  const labels = domain.toLowerCase().split('.');
  const parents = labels.slice(0, -1).map((_, place) => labels.slice(place).join('.'));
  list ??= readList();
  return parents.some((parent) => ALSO_PRIVATE.has(parent) || list!.includes(`\n${parent}\n`));
}

function readList(): string {
  const folder = path.join(path.dirname(require.resolve('freemail')), 'data');
  return `\n${readFileSync(path.join(folder, 'free.txt'), 'latin1')}\n${readFileSync(path.join(folder, 'disposable.txt'), 'latin1')}\n`;
}
