/** Who sits here: available or not, the hours of the office, the way out. */
import { badge, iconButton, toggle } from './components';
import { desk, has, onNews, refreshMe, tell, unfollow } from './desk';
import { forgetAll } from './drafts';
import { announce, el, refill } from './element';
import { initials, officeMoment } from './format';
import { change, textOf } from './server';
import { isTab, leaveTab } from './tab';
import { word } from './words';

export function presence(): HTMLElement {
  const box = el('div', { class: 'presence' });
  const show = () => refill(box, ...parts());
  show();
  const stop = onNews(({ kind }) => {
    if (!box.isConnected) { stop(); return; }
    if (kind === 'me') show();
  });
  return box;
}

function parts(): HTMLElement[] {
  const { office, name, isAvailable } = desk.me;
  const hours = word(office.isOpen ? 'office.openUntil' : 'office.opensAt', { at: officeMoment(office.until, office.zone) });
  return [
    ...(has('agent', 'lead', 'admin') ? [toggle(word(isAvailable ? 'presence.available' : 'presence.away'), isAvailable, (is) => void setAvailable(is), 'available')] : []),
    el('span', { class: 'hours', title: hours }, el('span', { class: 'hoursLabel' }, word('office.label')), badge(word(office.isOpen ? 'office.open' : 'office.closed'), office.isOpen ? 'success' : 'warning'), el('span', { class: 'unseen' }, hours)),
    el('fluent-avatar', { name, initials: initials(name), role: 'img', 'aria-label': name, title: name, color: 'colorful', size: 32 }),
    iconButton('leave', word('presence.leave'), () => void leave()),
  ];
}

async function setAvailable(isAvailable: boolean): Promise<void> {
  try {
    await change('me', { isAvailable });
    await refreshMe();
    announce(word(isAvailable ? 'presence.available' : 'presence.away'));
  } catch (error) {
    announce(textOf(error));
    tell({ kind: 'me' });
  }
}

async function leave(): Promise<void> {
  unfollow();
  await change('signout').catch(() => undefined);
  forgetAll();
  if (isTab()) leaveTab();
  else location.assign('/console');
}
