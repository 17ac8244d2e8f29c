/** The box to write in. */
import { elementOf } from './elements';

const form = elementOf<HTMLFormElement>('composer');
const input = elementOf<HTMLTextAreaElement>('input');

/** Calls `send` with every message that is written. */
export function listen(send: (text: string) => void): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    input.focus();
    if (text === '') return;
    write('');
    send(text);
  });
  input.addEventListener('keydown', (event) => {
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  input.addEventListener('input', grow);
}

/** Puts a message that could not go out back in the box, before what is there. */
export function giveBack(text: string): void {
  write([text, input.value].filter(Boolean).join('\n'));
}

export function focusInput(): void {
  input.focus();
}

function write(text: string): void {
  input.value = text;
  grow();
}

/** As high as its words, and in their direction; empty, it follows the page. */
function grow(): void {
  input.dir = input.value === '' ? '' : 'auto';
  input.style.height = 'auto';
  input.style.height = `${input.scrollHeight + input.offsetHeight - input.clientHeight}px`;
}
