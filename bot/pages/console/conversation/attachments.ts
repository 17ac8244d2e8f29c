/** Files that will go with the next words. What cannot travel is said at once, before anything is sent. */
import { iconButton } from '../components';
import { desk } from '../desk';
import { el, fill, own } from '../element';
import { size } from '../format';
import { change, Refusal, textOf } from '../server';
import { word } from '../words';

interface Attached {
  readonly name: string;
  readonly size: number;
  /** Given by the server once it has it. */
  id?: string;
  trouble?: string;
}

export interface Attachments {
  readonly element: HTMLElement;
  readonly button: HTMLElement;
  /** The ids of all, and nothing is attached any more; undefined while one is still on its way. */
  readonly take: () => readonly string[] | undefined;
}

export function attachments(): Attachments {
  const all: Attached[] = [];
  const element = el('ul', { class: 'attached', 'aria-label': word('files.attached') });
  const input = el<HTMLInputElement>('input', { type: 'file', multiple: true, accept: desk.me.files.accept, class: 'unseen', tabindex: -1, 'aria-hidden': 'true' });
  const show = () => fill(element, ...all.map((file) => el('li', { class: file.trouble ? 'trouble' : null }, own(file.name), el('span', { class: 'soft' }, file.trouble ?? (file.id ? size(file.size) : word('files.uploading'))),
    iconButton('close', word('files.remove', { name: file.name }), () => { all.splice(all.indexOf(file), 1); show(); }, { size: 'small' }))));
  input.addEventListener('change', () => {
    for (const file of input.files ?? []) void upload(file, all, show);
    input.value = '';
  });
  return {
    element,
    button: el('span', {}, input, iconButton('attach', word('files.attach'), () => input.click())),
    take() {
      if (all.some((file) => !file.id && !file.trouble)) return undefined;
      const ids = all.flatMap((file) => file.id ?? []);
      all.length = 0;
      show();
      return ids;
    },
  };
}

async function upload(file: File, all: Attached[], show: () => void): Promise<void> {
  const attached: Attached = { name: file.name, size: file.size };
  all.push(attached);
  if (file.size > desk.me.files.limitBytes) attached.trouble = word('files.tooBig', { limit: size(desk.me.files.limitBytes) });
  if (file.size === 0) attached.trouble = word('files.refused', { why: word('fileReasons.empty') });
  show();
  if (attached.trouble) return;
  try {
    attached.id = (await change<{ id: string }>('files', { name: file.name, base64: await base64Of(file) })).id;
  } catch (error) {
    attached.trouble = troubleWith(error);
  }
  show();
}

/** Why the server does not take a file, in words of the page. */
function troubleWith(error: unknown): string {
  if (!(error instanceof Refusal) || error.code !== 'File') return textOf(error);
  if (error.status === 429) return word('files.tooMany');
  return error.status === 413 ? word('files.tooBig', { limit: size(desk.me.files.limitBytes) }) : word('files.refused', { why: word('fileReasons.type') });
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read.'));
    reader.readAsDataURL(file);
  });
}
