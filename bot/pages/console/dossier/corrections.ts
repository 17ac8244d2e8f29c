/** A field that an agent corrects; Lotse goes on with what is right. */
import type { CorrectableField, Dossier, Field, HandoffRow } from '../../../console/api';
import { field, iconButton, select } from '../components';
import { announce, el, type Child } from '../element';
import { languageName } from '../format';
import { attempt } from '../conversation/acts';
import { isMine } from '../conversation/head';
import { ask } from '../modal';
import { act } from '../server';
import { word, wordFor } from '../words';

/** A button to correct this field, where it can be; null elsewhere. */
export type Correctable = (name: Field, partnerId?: string) => HTMLElement | null;

const LANGUAGES = ['de', 'fr', 'en', 'ru', 'ar'];

export function correctable(dossier: Dossier, row: HandoffRow, handoffId: string, onDone: () => void): Correctable {
  return (name, partnerId) => {
    const found = dossier.fields.find((each) => each.field === name && (each.partnerId ?? undefined) === partnerId);
    if (!found || !isMine(row)) return null;
    const label = word('corrections.correct', { field: wordFor('fields', name) });
    return iconButton('edit', label, () => void correct(found, handoffId, onDone), { size: 'small', 'data-key': `fix-${name}-${partnerId ?? ''}` });
  };
}

async function correct(found: CorrectableField, handoffId: string, onDone: () => void): Promise<void> {
  const name = wordFor('fields', found.field);
  const control = controlFor(found);
  const press = crypto.randomUUID();
  const onYes = () => attempt(() => act(handoffId, 'correct', { field: found.field, value: control.value.trim(), ...(found.partnerId && { partnerId: found.partnerId }) }, press), onDone);
  const hint = found.field === 'email' ? word('corrections.emailHint') : undefined;
  if (await ask({ title: word('corrections.correct', { field: name }), body: [field({ text: name }, control, hint)], yes: word('save'), onYes })) announce(word('done'));
}

function controlFor({ field: name, value }: CorrectableField): HTMLInputElement | HTMLSelectElement {
  if (name === 'language') return select(LANGUAGES.map((code) => [code, languageName(code)] as const), value ?? 'de');
  const type = name === 'expiresOn' ? 'date' : name === 'email' ? 'email' : 'text';
  const control = el<HTMLInputElement>('input', { type, dir: type === 'text' ? 'auto' : null, required: true, maxlength: 200 });
  control.value = value ?? '';
  return control;
}

/** Names and values in two columns; a value that nobody knows is a dash. */
export function facts(rows: readonly (readonly [name: string, value: Child, correct: HTMLElement | null])[]): HTMLElement {
  return el('dl', { class: 'facts' }, ...rows.map(([name, value, correct]) => el('div', {}, el('dt', {}, name), el('dd', {}, value === null ? '–' : value, correct))));
}
