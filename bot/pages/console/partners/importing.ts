/** The partner list: what it would change is shown first, as `npm run import` does; then it is applied, without the rows that were refused where that is wished. */
import type { Said } from '../../../../services/partnerList/said';
import { bar, field } from '../components';
import { announce, el, fill } from '../element';
import { size } from '../format';
import { ask, inform } from '../modal';
import { sendList, textOf } from '../server';
import { word, type WordKey } from '../words';
import { linesOf } from './imported';

/** 0: all well; 1: rows were refused; 2: the file cannot be used. */
interface Imported {
  readonly end: 0 | 1 | 2;
  /** All or nothing: refused rows keep back the others, unless they are skipped. */
  readonly isApplied: boolean;
  readonly says: readonly Said[];
}

const LIMIT_BYTES = 20_000_000;
const INTENT = { 0: 'success', 1: 'warning', 2: 'error' } as const;

export async function openImport(onDone: () => void): Promise<void> {
  const file = el<HTMLInputElement>('input', { type: 'file', accept: '.csv,text/csv', required: true });
  const skip = el<HTMLInputElement>('input', { type: 'checkbox' });
  const preview = el('div', { class: 'preview', role: 'status' });
  const state: { shown?: File; end?: Imported['end']; applied?: Imported } = {};
  const look = async (chosen: File): Promise<void> => {
    const seen = await sendList<Imported>('import?dryRun=1', chosen);
    const { end } = seen;
    skip.checked = false;
    fill(preview, bar(INTENT[end], word(`import.end${end}`)), tellOf(seen), end === 1 && el('label', { class: 'check' }, skip, word('import.skip')), end === 0 && el('p', {}, word('import.again')));
    Object.assign(state, end === 2 ? { shown: undefined, end: undefined } : { shown: chosen, end });
  };
  const apply = async (chosen: File): Promise<string | undefined> => {
    // Refused rows that are not skipped keep back the whole list: no need to send it for that answer.
    if (state.end === 1 && !skip.checked) return word('import.kept');
    const done = await sendList<Imported>(`import${skip.checked ? '?skipRefused=1' : ''}`, chosen);
    if (done.isApplied) { state.applied = done; return undefined; }
    await look(chosen);
    return word('import.kept');
  };
  const onYes = async (): Promise<string | undefined> => {
    const chosen = file.files?.[0];
    if (!chosen) return word('import.choose');
    if (chosen.size > LIMIT_BYTES) return word('files.tooBig', { limit: size(LIMIT_BYTES) });
    try {
      if (state.shown === chosen) return await apply(chosen);
      await look(chosen);
      return '';
    } catch (error) {
      return textOf(error);
    }
  };
  file.addEventListener('change', () => { delete state.shown; fill(preview); });
  await ask({ title: word('partners.import'), body: [el('p', {}, word('import.text')), field('import.file', file), preview], yes: word('import.go'), onYes });
  if (state.applied) await tellApplied(state.applied, onDone);
}

async function tellApplied(applied: Imported, onDone: () => void): Promise<void> {
  const sentence: WordKey = applied.end === 1 ? 'import.appliedWithout' : 'import.applied';
  onDone();
  announce(word(sentence));
  await inform(word('partners.import'), bar(INTENT[applied.end], word(sentence)), el('div', { class: 'preview' }, tellOf(applied)));
}

function tellOf({ says }: Imported): HTMLElement {
  return el('pre', { tabindex: 0, 'aria-label': word('import.preview') }, linesOf(says));
}
