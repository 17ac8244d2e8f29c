/** An agent writes first, to somebody who agreed to that. */
import type { ActAnswer } from '../../../console/api';
import { field } from '../components';
import { refreshQueue } from '../desk';
import { el } from '../element';
import { ask } from '../modal';
import { go } from '../places';
import { change, textOf, troubleOf } from '../server';
import { word } from '../words';

export function startConversation(contactId: string): void {
  const text = el<HTMLTextAreaElement>('textarea', { rows: 4, dir: 'auto', required: true, maxlength: 4000 });
  const id = crypto.randomUUID();
  const onYes = async () => {
    try {
      const answer = await change<ActAnswer & { handoffId?: string }>(`contacts/${encodeURIComponent(contactId)}/start`, { id, text: text.value.trim() });
      const trouble = troubleOf(answer);
      if (trouble) return trouble;
      void refreshQueue();
      if (answer.handoffId) go('queue', answer.handoffId);
      return undefined;
    } catch (error) {
      return textOf(error);
    }
  };
  void ask({ title: word('start.title'), body: [el('p', {}, word('start.text')), field('start.words', text)], yes: word('composer.send'), onYes });
}
