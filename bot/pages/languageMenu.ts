/** The menu of languages: choosing one types its own name. */
import { elementOf, make } from './elements';
import { directionOf, LANGUAGES, OWN_NAMES } from './language';
import { currentLanguage, onLanguage } from './texts';

const menu = elementOf<HTMLDetailsElement>('languages');
const list = elementOf('languageList');

export function offerLanguages(choose: (name: string) => void): void {
  for (const language of LANGUAGES) {
    const button = make('button', '', OWN_NAMES[language]);
    button.type = 'button';
    button.lang = language;
    button.dir = directionOf(language);
    button.addEventListener('click', () => {
      close();
      choose(OWN_NAMES[language]);
    });
    list.append(make('li', '', [button]));
  }
  onLanguage(mark);
  document.addEventListener('click', (event) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  }, true);
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) close();
  });
}

function close(): void {
  menu.open = false;
  menu.querySelector('summary')?.focus();
}

function mark(): void {
  for (const button of list.querySelectorAll('button')) button.setAttribute('aria-pressed', String(button.lang === currentLanguage()));
}
