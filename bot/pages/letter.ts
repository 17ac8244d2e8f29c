/** A letter in a card: a button beneath it copies its words. */
import { announce, makeWord } from './elements';
import { findLanguage } from './language';
import { relabel, wordOf } from './texts';

const SHOWN = 2_500;

export function addCopyButton(letter: HTMLElement): void {
  const language = findLanguage(letter.dataset.part?.split('-')[1]);
  if (language) letter.lang = language;
  const button = makeWord('button', 'copy', 'copy');
  button.type = 'button';
  button.addEventListener('click', () => void copy(letter, button));
  letter.after(button);
  relabel(letter.parentElement ?? letter);
}

async function copy(letter: HTMLElement, button: HTMLElement): Promise<void> {
  const isCopied = await navigator.clipboard?.writeText(wordsOf(letter)).then(() => true, () => false);
  if (!isCopied && !copyBySelection(letter)) return;
  announce(wordOf('copied'));
  button.textContent = wordOf('copied');
  button.classList.add('done');
  setTimeout(() => {
    button.textContent = wordOf('copy');
    button.classList.remove('done');
  }, SHOWN);
}

/** Its lines; one that holds a space only is empty. */
function wordsOf(letter: HTMLElement): string {
  return [...letter.querySelectorAll<HTMLElement>('.ac-textBlock, .ac-richTextBlock')].map((line) => line.innerText.trimEnd()).join('\n');
}

/** Where the clipboard is out of reach, the words are at least selected. */
function copyBySelection(letter: HTMLElement): boolean {
  getSelection()?.selectAllChildren(letter);
  return document.execCommand('copy');
}
