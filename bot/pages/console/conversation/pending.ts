/** Words on their way. They stay to be seen until the server has them; what failed is sent again with the same id, so that it counts once. */
import { button } from '../components';
import { paragraphs } from '../direction';
import { announce, el, fill } from '../element';
import { act, Refusal, textOf, troubleOf } from '../server';
import { word } from '../words';

export interface Pending {
  readonly element: HTMLElement;
  /** Ends when the server has them, or when they were given up. */
  readonly done: Promise<void>;
}

export interface Outgoing {
  readonly deed: 'say' | 'note';
  readonly text: string;
  readonly files: readonly string[];
}

/** `onGivenUp` gets the words back into the composer. */
export function send(handoffId: string, outgoing: Outgoing, onGivenUp: () => void): Pending {
  const id = crypto.randomUUID();
  const status = el('p', { class: 'status' }, word('conversation.sending'));
  const element = el('li', { class: `line ${outgoing.deed === 'note' ? 'note' : 'agent'} pending` }, el('div', { class: 'bubble' }, el('div', { class: 'said' }, ...paragraphs(outgoing.text)), status));
  const done = new Promise<void>((resolve) => {
    const fail = (why: string) => {
      element.classList.add('failed');
      announce(why);
      fill(status, el('span', {}, why), button(word('again'), () => void go(), { size: 'small' }), button(word('conversation.takeBack'), () => { element.remove(); onGivenUp(); resolve(); }, { size: 'small', look: 'subtle' }));
    };
    const go = async () => {
      element.classList.remove('failed');
      fill(status, word('conversation.sending'));
      try {
        const answer = await act(handoffId, outgoing.deed, { text: outgoing.text, ...(outgoing.deed === 'say' && outgoing.files.length > 0 && { files: outgoing.files }) }, id);
        const trouble = troubleOf(answer);
        if (trouble) fail(trouble); else resolve();
      } catch (error) {
        // The session is over: the words wait in the draft until somebody has signed in again.
        if (error instanceof Refusal && error.status === 401) { onGivenUp(); resolve(); } else fail(textOf(error));
      }
    };
    void go();
  });
  return { element, done };
}
