/** A question in the middle of the page: it is answered or left, and the focus goes back to where it was. */
import { button } from './components';
import { el, type Child } from './element';
import { word } from './words';

interface Question {
  readonly title: string;
  readonly body: readonly Child[];
  readonly yes?: string;
  readonly no?: string;
  /** What was asked for is done; the sentence it gives back is shown, and the question stays, also with an empty one. */
  readonly onYes?: () => Promise<string | undefined>;
}

type Dialog = HTMLElement & { show(): void; hide(): void };

/** Gives back whether it was done. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const before = document.activeElement as HTMLElement | null;
    const trouble = el('p', { class: 'trouble', role: 'alert' });
    const form = el<HTMLFormElement>('form', { class: 'form', novalidate: true, onsubmit: (event: Event) => { event.preventDefault(); void confirm(); } }, ...question.body, trouble);
    const yes = question.yes === undefined ? null : button(question.yes, () => form.requestSubmit(), { look: 'primary', slot: 'action', 'data-yes': true });
    const no = button(question.no ?? word('cancel'), () => dialog.hide(), { slot: 'action', 'data-no': true });
    const dialog = el<Dialog>('fluent-dialog', { type: 'modal', 'aria-label': question.title, 'data-open': true },
      el('fluent-dialog-body', {}, el('h2', { slot: 'title' }, question.title), form, no, yes));
    let isDone = false;
    async function confirm(): Promise<void> {
      if (!form.reportValidity()) return;
      yes?.setAttribute('disabled', '');
      const said = await question.onYes?.();
      yes?.removeAttribute('disabled');
      if (said !== undefined) { trouble.textContent = said; return; }
      isDone = true;
      dialog.hide();
    }
    dialog.addEventListener('toggle', (event) => {
      if ((event as unknown as CustomEvent<{ newState?: string } | undefined>).detail?.newState === 'closed') { dialog.remove(); before?.focus(); resolve(isDone); }
    });
    document.body.append(dialog);
    dialog.show();
    setTimeout(() => (form.querySelector<HTMLElement>('input, textarea, select') ?? yes ?? no).focus(), 60);
  });
}

/** Shows something that needs no answer. */
export async function inform(title: string, ...body: readonly Child[]): Promise<void> {
  await ask({ title, body, no: word('close') });
}
