/** Those who work here, and what each may do. */
import type { AgentRow, Role } from '../../console/api';
import { badge, bar, button, spinner } from './components';
import { agents, desk, has } from './desk';
import { announce, el, fill, own, refill } from './element';
import { languageName, moment } from './format';
import { ask } from './modal';
import { topicOf } from './queueRow';
import { change, textOf } from './server';
import type { View } from './shell';
import { word, wordFor } from './words';

const ROLES: readonly Role[] = ['agent', 'lead', 'admin', 'auditor'];

export function openAgents(root: HTMLElement): View {
  const box = el('div', {});
  const load = async () => {
    try {
      refill(box, tableOf((await agents()).filter(({ isRemoved }) => !isRemoved), () => void load()));
    } catch (error) {
      fill(box, bar('error', textOf(error)));
    }
  };
  fill(root, el('section', { class: 'wide', 'aria-label': word('nav.agents') }, el('header', { class: 'viewHead' }, el('h1', {}, word('nav.agents'))), el('p', { class: 'soft' }, word('agents.text')), box));
  fill(box, spinner());
  void load();
  return { close() {} };
}

function tableOf(rows: readonly AgentRow[], onDone: () => void): HTMLElement {
  const heads = (['name', 'roles', 'languages', 'topics', 'load', 'seen'] as const).map((name) => el('th', { scope: 'col' }, word(`agents.${name}`)));
  return el('div', { class: 'scrollX', tabindex: 0, role: 'group', 'aria-label': word('nav.agents') }, el('table', { class: 'list' }, el('caption', { class: 'unseen' }, word('nav.agents')), el('thead', {}, el('tr', {}, ...heads, has('admin') && el('th', { scope: 'col' }, word('agents.actions')))), el('tbody', {}, ...rows.map((row) => line(row, onDone)))));
}

function line(row: AgentRow, onDone: () => void): HTMLElement {
  return el('tr', {}, el('th', { scope: 'row' }, el('span', { class: 'tags' }, el('strong', {}, own(row.name)), badge(word(row.isAvailable ? 'presence.available' : 'presence.away'), row.isAvailable ? 'success' : 'subtle')), row.email && el('span', { class: 'soft block' }, own(row.email))),
    el('td', {}, el('span', { class: 'tags' }, ...row.roles.map((role) => badge(wordFor('roles', role)))), row.roles.length === 0 && word('agents.noRole')), el('td', {}, row.languages.map(languageName).join(', ') || word('agents.all')), el('td', {}, row.topics.map(topicOf).join(', ') || word('agents.all')),
    el('td', {}, `${row.open}/${row.capacity}`), el('td', {}, row.seenAt ? moment(row.seenAt) : '–'),
    has('admin') && el('td', {}, el('span', { class: 'tags' }, button(word('agents.change'), () => void changeRoles(row, onDone), { size: 'small', 'data-key': `roles-${row.id}`, 'aria-label': `${word('agents.change')}: ${row.name}` }), row.id !== desk.me.id && button(word('agents.remove'), () => void remove(row, onDone), { size: 'small', look: 'subtle', 'aria-label': `${word('agents.remove')}: ${row.name}` }))));
}

async function changeRoles(row: AgentRow, onDone: () => void): Promise<void> {
  const boxes = ROLES.map((role) => [role, el<HTMLInputElement>('input', { type: 'checkbox', checked: row.roles.includes(role) })] as const);
  const list = el('fieldset', {}, el('legend', {}, word('agents.roles')), ...boxes.map(([role, box]) => el('label', { class: 'choice' }, box, el('span', {}, wordFor('roles', role), el('small', { class: 'soft block' }, wordFor('roleTexts', role))))));
  const onYes = () => doing(() => change(`agents/${encodeURIComponent(row.id)}/roles`, { id: crypto.randomUUID(), roles: boxes.filter(([, box]) => box.checked).map(([role]) => role) }), onDone);
  if (await ask({ title: word('agents.change'), body: [el('p', {}, own(row.name)), list], yes: word('save'), onYes })) announce(word('done'));
}

async function remove(row: AgentRow, onDone: () => void): Promise<void> {
  const onYes = () => doing(() => change(`agents/${encodeURIComponent(row.id)}/remove`, { id: crypto.randomUUID() }), onDone);
  if (await ask({ title: word('agents.remove'), body: [el('p', {}, own(row.name)), el('p', {}, word('agents.removeText'))], yes: word('agents.remove'), onYes })) announce(word('done'));
}

async function doing(what: () => Promise<unknown>, onDone: () => void): Promise<string | undefined> {
  try {
    await what();
    onDone();
    return undefined;
  } catch (error) {
    return textOf(error);
  }
}
