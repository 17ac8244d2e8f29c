/** Answers that were written beforehand: read by all, changed by leads. */
import type { Canned } from '../../console/api';
import { badge, bar, button, field, select, spinner } from './components';
import { canned, has } from './desk';
import { announce, el, fill, own, refill } from './element';
import { languageName } from './format';
import { ask } from './modal';
import { topicOf } from './queueRow';
import { change, textOf } from './server';
import type { View } from './shell';
import { TOPICS } from './topics';
import { word } from './words';

const LANGUAGES = ['de', 'fr', 'en', 'ru', 'ar'];

export function openCanned(root: HTMLElement): View {
  const box = el('div', { class: 'cards' });
  const load = async (isFresh: boolean) => {
    try {
      const all = await canned(isFresh);
      refill(box, ...all.map((each) => cardOf(each, () => void load(true))), all.length === 0 && el('p', { class: 'none' }, word('canned.none')));
    } catch (error) {
      fill(box, bar('error', textOf(error)));
    }
  };
  const add = has('lead', 'admin') && button(word('canned.add'), () => void edit({ id: crypto.randomUUID(), title: '', topic: 'other', texts: {} }, () => void load(true)), { look: 'primary', icon: 'canned' });
  fill(root, el('section', { class: 'wide', 'aria-label': word('nav.canned') }, el('header', { class: 'viewHead' }, el('h1', {}, word('nav.canned')), add), box));
  fill(box, spinner());
  void load(false);
  return { close() {} };
}

function cardOf(each: Canned, onDone: () => void): HTMLElement {
  const texts = LANGUAGES.filter((code) => each.texts[code]);
  return el('section', { class: 'card', 'aria-label': each.title }, el('header', { class: 'cardHead' }, el('h2', {}, own(each.title)), badge(topicOf(each.topic), 'brand')),
    ...texts.map((code, at) => el('details', { open: at === 0, 'data-key': `${each.id}-${code}` }, el('summary', {}, languageName(code)), el('p', { class: 'pre', dir: 'auto', lang: code }, each.texts[code]))),
    has('lead', 'admin') && el('div', { class: 'tags' }, button(word('canned.edit'), () => void edit(each, onDone), { size: 'small', icon: 'edit', 'data-key': `edit-${each.id}` }), button(word('canned.remove'), () => void remove(each, onDone), { size: 'small', look: 'subtle' })));
}

async function edit(each: Canned, onDone: () => void): Promise<void> {
  const title = el<HTMLInputElement>('input', { required: true, maxlength: 120, dir: 'auto' });
  title.value = each.title;
  const topic = select(TOPICS.map((id) => [id, topicOf(id)] as const), each.topic);
  const texts = LANGUAGES.map((code) => {
    const area = el<HTMLTextAreaElement>('textarea', { rows: 3, dir: code === 'ar' ? 'rtl' : 'ltr', lang: code, maxlength: 4000 });
    area.value = each.texts[code] ?? '';
    return [code, area] as const;
  });
  const hasWords = () => texts.some(([, area]) => area.value.trim() !== '');
  const onYes = async () => !hasWords() ? word('canned.noText') : doing(() => change('canned', { id: each.id, title: title.value.trim(), topic: topic.value, texts: Object.fromEntries(texts.flatMap(([code, area]) => area.value.trim() ? [[code, area.value.trim()]] : [])) }), onDone);
  const body = [field('canned.title', title), field('canned.topic', topic), ...texts.map(([code, area]) => field({ text: languageName(code) }, area))];
  if (await ask({ title: word('canned.edit'), body, yes: word('save'), onYes })) announce(word('done'));
}

async function remove(each: Canned, onDone: () => void): Promise<void> {
  const onYes = () => doing(() => change(`canned/${encodeURIComponent(each.id)}/remove`, { id: crypto.randomUUID() }), onDone);
  if (await ask({ title: word('canned.remove'), body: [el('p', {}, own(each.title))], yes: word('canned.remove'), onYes })) announce(word('done'));
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
