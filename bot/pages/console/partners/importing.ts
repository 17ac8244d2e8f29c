/** The partner list: what it would change is shown first, as `npm run import` does; then it is applied. */
import { bar, field } from '../components';
import { announce, el, fill } from '../element';
import { size } from '../format';
import { ask } from '../modal';
import { sendList, textOf } from '../server';
import { word } from '../words';

/** 0: all well; 1: rows were refused; 2: the file cannot be used. */
interface Imported {
  readonly end: 0 | 1 | 2;
  readonly lines: readonly string[];
}

const LIMIT_BYTES = 20_000_000;

export function openImport(onDone: () => void): void {
  const file = el<HTMLInputElement>('input', { type: 'file', accept: '.csv,text/csv', required: true });
  const preview = el('div', { class: 'preview', role: 'status' });
  const state: { shown?: File } = {};
  const look = async (chosen: File): Promise<string | undefined> => {
    const seen = await sendList<Imported>('import?dryRun=1', chosen);
    fill(preview, bar(seen.end === 0 ? 'success' : seen.end === 1 ? 'warning' : 'error', word(`import.end${seen.end}`)), el('pre', { tabindex: 0, 'aria-label': word('import.preview') }, seen.lines.join('\n')));
    if (seen.end !== 2) state.shown = chosen;
    return seen.end === 2 ? undefined : word('import.again');
  };
  const onYes = async (): Promise<string | undefined> => {
    const chosen = file.files?.[0];
    if (!chosen) return word('import.choose');
    if (chosen.size > LIMIT_BYTES) return word('files.tooBig', { limit: size(LIMIT_BYTES) });
    try {
      if (state.shown !== chosen) return await look(chosen) ?? word('import.end2');
      const applied = await sendList<Imported>('import', chosen);
      onDone();
      announce(word('import.applied'));
      return applied.end === 2 ? word('import.end2') : undefined;
    } catch (error) {
      return textOf(error);
    }
  };
  file.addEventListener('change', () => { delete state.shown; fill(preview); });
  void ask({ title: word('partners.import'), body: [el('p', {}, word('import.text')), field('import.file', file), preview], yes: word('import.go'), onYes });
}
