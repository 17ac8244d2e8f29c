/** Answers that were written beforehand, in the language of the contact; found by a few letters and put into the composer, not sent. */
import type { Canned, HandoffRow } from '../../../console/api';
import { canned } from '../desk';
import { el, fill, own } from '../element';
import { languageName } from '../format';
import { topicOf } from '../queueRow';
import { rove, settleRoving } from '../roving';
import { textOf } from '../server';
import { word } from '../words';

export function openPicker(near: HTMLElement, row: HandoffRow, onPick: (text: string) => void, onLeave: () => void): void {
  near.querySelector('.picker')?.remove();
  const input = el<HTMLInputElement>('input', { type: 'search', placeholder: word('canned.search'), 'aria-label': word('canned.search'), dir: 'auto' });
  const list = el('ul', { class: 'pickerList', 'aria-label': word('composer.canned') });
  const picker = el('div', { class: 'picker', role: 'group', 'aria-label': word('composer.canned') }, input, list);
  const leave = () => { picker.remove(); onLeave(); };
  const show = (all: readonly Canned[]) => {
    const found = search(all, input.value, row);
    fill(list, ...found.map((each) => pickLine(each, row.language, (text) => { picker.remove(); onPick(text); })), found.length === 0 && el('li', { class: 'none' }, word('canned.none')));
    settleRoving(list, 'button');
  };
  picker.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.stopPropagation(); leave(); }
    if (event.key === 'ArrowDown' && event.target === input) { event.preventDefault(); list.querySelector('button')?.focus(); }
    if (event.key === 'Enter' && event.target === input) { event.preventDefault(); list.querySelector('button')?.click(); }
  });
  picker.addEventListener('focusout', (event) => { if (event.relatedTarget instanceof Node && !picker.contains(event.relatedTarget)) picker.remove(); });
  rove(list, 'button');
  near.prepend(picker);
  input.focus();
  canned().then((all) => { show(all); input.addEventListener('input', () => show(all)); }, (error: unknown) => fill(list, el('li', { class: 'none' }, textOf(error))));
}

/** Those about the topic of the conversation come first; every word that was typed must occur. */
function search(all: readonly Canned[], typed: string, row: HandoffRow): readonly Canned[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const hit = (each: Canned) => words.every((word) => fold(`${each.title} ${topicOf(each.topic)} ${Object.values(each.texts).join(' ')}`).includes(word));
  return all.filter(hit).sort((a, b) => Number(b.topic === row.topic) - Number(a.topic === row.topic)).slice(0, 30);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

function pickLine(each: Canned, language: string, pick: (text: string) => void): HTMLElement {
  const [code, text] = each.texts[language] ? [language, each.texts[language]] : Object.entries(each.texts)[0] ?? [language, ''];
  return el('li', {}, el('button', { type: 'button', onclick: () => pick(text) }, el('span', { class: 'pickTitle' }, own(each.title), el('span', { class: 'soft' }, topicOf(each.topic)), code !== language && el('span', { class: 'trouble' }, word('canned.otherLanguage', { language: languageName(code) }))),
    el('span', { class: 'pickText', dir: 'auto' }, text)));
}
