/** What an agent sees before a conversation is open: how it stands, and what to do first. */
import { button } from './components';
import { desk } from './desk';
import { el } from './element';
import { officeMoment, since } from './format';
import { icon } from './icons';
import { showKeys } from './keys';
import { go } from './places';
import { word } from './words';

export function overview(): HTMLElement {
  const { waiting, mine } = desk.queue;
  const first = waiting.find(({ isForMe }) => isForMe) ?? waiting[0];
  const { office, firstName } = desk.me;
  return el('div', { class: 'overview' },
    el('h2', {}, word('overview.hello', { name: firstName })),
    el('p', { class: 'soft' }, word(office.isOpen ? 'office.openUntil' : 'office.opensAt', { at: officeMoment(office.until, office.zone) })),
    el('dl', { class: 'numbers' }, figure(String(waiting.length), word('overview.waiting')), figure(String(mine.length), word('overview.mine', { capacity: desk.me.capacity })), figure(waiting[0] ? since(waiting[0].waitingSince) : '–', word('overview.longest'))),
    first ? button(word('overview.first'), () => go('queue', first.id), { look: 'primary', size: 'large' }) : el('p', { class: 'calm' }, icon('accept'), word('overview.nothing')),
    button(word('keys.help'), showKeys, { look: 'subtle', icon: 'keys' }));
}

function figure(value: string, name: string): HTMLElement {
  return el('div', {}, el('dt', {}, name), el('dd', {}, value));
}
