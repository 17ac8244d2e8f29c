/** What each chooses for themselves: what they take, how they are told, how the page looks. */
import { allowSound, askToNotify, canNotify, chime } from './alerts';
import { bar, button, field, paint, select, toggle } from './components';
import { desk, has, refreshMe } from './desk';
import { announce, el, fill } from './element';
import { languageName } from './format';
import { showKeys } from './keys';
import { prefer, preference } from './preferences';
import { topicOf } from './queueRow';
import { change, textOf } from './server';
import { openShell, type View } from './shell';
import { TOPICS } from './topics';
import { speak, spoken, SPOKEN, word, type Spoken } from './words';

const CONTACT_LANGUAGES = ['de', 'fr', 'en', 'ru', 'ar'];

export function openSettings(root: HTMLElement): View {
  const show = () => fill(root, el('section', { class: 'wide narrow', 'aria-label': word('nav.settings') }, el('header', { class: 'viewHead' }, el('h1', {}, word('nav.settings'))),
    has('agent', 'lead', 'admin') && work(), alarms(show), looks()));
  show();
  return { close() {} };
}

/** What comes to this agent: nothing chosen means everything. */
function work(): HTMLElement {
  const note = el('p', { role: 'status' });
  const save = async (changed: object) => {
    try {
      await change('me', changed);
      await refreshMe();
      fill(note, word('settings.saved'));
    } catch (error) {
      fill(note, bar('error', textOf(error)));
    }
  };
  const boxes = (name: 'languages' | 'topics', all: readonly string[], label: (each: string) => string) => el('fieldset', { class: 'boxes' }, el('legend', {}, word(`settings.${name}`)),
    ...all.map((each) => el('label', { class: 'choice' }, el('input', { type: 'checkbox', checked: desk.me[name].includes(each), value: each, onchange: (event: Event) => void save({ [name]: checkedOf(event) }) }), label(each))));
  const capacity = el<HTMLInputElement>('input', { type: 'number', min: 1, max: 20, value: desk.me.capacity });
  capacity.addEventListener('change', () => { if (capacity.checkValidity()) void save({ capacity: Number(capacity.value) }); else capacity.reportValidity(); });
  return el('section', { class: 'card' }, el('h2', {}, word('settings.work')), el('p', { class: 'soft' }, word('settings.workText')), boxes('languages', CONTACT_LANGUAGES, languageName), boxes('topics', TOPICS, topicOf), field('settings.capacity', capacity), note);
}

function checkedOf(event: Event): string[] {
  return [...(event.target as HTMLElement).closest('fieldset')!.querySelectorAll<HTMLInputElement>('input:checked')].map(({ value }) => value);
}

function alarms(show: () => void): HTMLElement {
  const permission = canNotify();
  return el('section', { class: 'card' }, el('h2', {}, word('settings.alarms')),
    toggle(word('settings.sound'), preference('sound') === 'on', (is) => { prefer('sound', is ? 'on' : 'off'); if (is) { allowSound(); setTimeout(() => chime(false), 100); } }, 'sound'),
    permission === 'granted' ? toggle(word('settings.notify'), preference('notify') === 'on', (is) => prefer('notify', is ? 'on' : 'off'), 'notify') : el('p', { class: 'soft' }, word(`settings.notify_${permission}`)),
    permission === 'default' && button(word('settings.askToNotify'), () => void askToNotify().then(show), { icon: 'bell', class: 'fit' }));
}

function looks(): HTMLElement {
  const language = select(SPOKEN.map((each) => [each, ownName(each)] as const), spoken());
  const theme = select((['auto', 'light', 'dark'] as const).map((each) => [each, word(`settings.theme_${each}`)] as const), preference('theme'));
  language.addEventListener('change', () => {
    speak(language.value as Spoken);
    document.documentElement.lang = spoken();
    openShell(document.getElementById('app')!);
    announce(word('settings.saved'));
  });
  theme.addEventListener('change', () => { prefer('theme', theme.value); paint(); });
  return el('section', { class: 'card' }, el('h2', {}, word('settings.looks')), field('settings.language', language), field('settings.theme', theme),
    toggle(word('settings.keys'), preference('keys') === 'on', (is) => prefer('keys', is ? 'on' : 'off'), 'keys'), button(word('keys.help'), showKeys, { icon: 'keys', class: 'fit' }));
}

function ownName(language: Spoken): string {
  return { de: 'Deutsch', fr: 'Français', en: 'English' }[language];
}
