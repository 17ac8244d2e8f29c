/** Pictures and files to send along: chosen, dropped or pasted. Pictures are made as small as they must be; nothing else can be. */
import type { Attachment } from './directline';
import { announce, elementOf } from './elements';
import { wordOf } from './texts';

/** As base64 inside a message it must stay below what a message may hold. */
const LIMIT_BYTES = 170 * 1024;
const SIDES = [1600, 1200, 900, 640];
const QUALITIES = [0.85, 0.7, 0.5];

export function offerAttaching(attach: (file: Attachment) => void): void {
  const chooser = elementOf<HTMLInputElement>('file');
  const trouble = elementOf('fileTrouble');
  const take = async (files: Iterable<File>): Promise<void> => {
    trouble.textContent = '';
    for (const file of files) {
      const fitting = file.size === 0 ? undefined : await fit(file);
      if (fitting) attach({ name: nameOf(file, fitting), contentType: fitting.type || 'application/octet-stream', contentUrl: await addressOf(fitting) });
      else announce(trouble.textContent = file.size === 0 ? wordOf('emptyFile') : wordOf('tooLarge').replace('{kilobytes}', String(LIMIT_BYTES / 1024)));
    }
  };
  elementOf('attach').addEventListener('click', () => chooser.click());
  chooser.addEventListener('change', () => { void take([...chooser.files ?? []]); chooser.value = ''; });
  elementOf('input').addEventListener('paste', (event) => { void take(event.clipboardData?.files ?? []); });
  const area = elementOf('view');
  area.addEventListener('dragover', (event) => { if (event.dataTransfer?.types.includes('Files')) event.preventDefault(); });
  area.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void take(event.dataTransfer.files);
  });
}

/** The file itself, or the picture as large as it can go; undefined for what is too large. */
async function fit(file: File): Promise<Blob | undefined> {
  if (file.size <= LIMIT_BYTES) return file;
  if (!file.type.startsWith('image/')) return undefined;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return undefined;
  for (const side of SIDES) {
    for (const quality of QUALITIES) {
      const smaller = await draw(picture, side, quality);
      if (smaller && smaller.size <= LIMIT_BYTES) return smaller;
    }
  }
  return undefined;
}

function draw(picture: ImageBitmap, side: number, quality: number): Promise<Blob | null> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', quality); });
}

/** A picture that was made smaller is a JPEG, whatever it was before. */
function nameOf({ name }: File, sent: Blob): string {
  return sent instanceof File ? name : `${name.replace(/\.\w+$/, '')}.jpg`;
}

function addressOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file cannot be read.')));
    reader.readAsDataURL(blob);
  });
}
