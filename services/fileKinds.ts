/** Which kinds of file are kept, told by their first bytes and never by what somebody calls them. Pure. */

/** By the name that FILE_TYPES uses: what such a file is served as, and how people call it. */
export const FILE_KINDS = {
  png: { contentType: 'image/png', label: 'PNG', endings: ['png'] },
  jpeg: { contentType: 'image/jpeg', label: 'JPEG', endings: ['jpg', 'jpeg', 'jpe', 'jfif'] },
  gif: { contentType: 'image/gif', label: 'GIF', endings: ['gif'] },
  webp: { contentType: 'image/webp', label: 'WebP', endings: ['webp'] },
  pdf: { contentType: 'application/pdf', label: 'PDF', endings: ['pdf'] },
  text: { contentType: 'text/plain', label: 'TXT', endings: ['txt', 'log'] },
} as const;

export type FileKind = keyof typeof FILE_KINDS;
export const FILE_KIND_NAMES = Object.keys(FILE_KINDS) as FileKind[];

/** Endings and content types of what certainly is none of these; all else is told by its bytes. */
const OTHER_ENDINGS = new Set([
  'doc', 'docx', 'docm', 'xls', 'xlsx', 'xlsm', 'ppt', 'pptx', 'odt', 'ods', 'odp', 'vsd', 'vsdx', 'one', 'msg', 'zip', '7z', 'rar', 'gz', 'tgz', 'tar', 'bz2', 'xz', 'exe', 'msi', 'dll', 'dmg', 'pkg', 'apk', 'iso', 'jar',
  'mp3', 'm4a', 'wav', 'ogg', 'flac', 'mp4', 'm4v', 'mov', 'avi', 'mkv', 'webm', 'wmv', 'heic', 'heif', 'tif', 'tiff', 'bmp', 'psd', 'avif',
]);
const OTHER_TYPE = /^(?:audio|video|font)\/|^image\/(?!\*)|^application\/(?:zip|gzip|x-|java-|msword|vnd\.(?:openxmlformats|ms-|oasis))/i;

/** The kind of a file, or undefined for one that is not known. */
export function kindOf(bytes: Uint8Array): FileKind | undefined {
  const begins = (text: string, at = 0) => Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1') === text;
  if (begins('\x89PNG\r\n\x1a\n')) return 'png';
  if (begins('\xff\xd8\xff')) return 'jpeg';
  if (begins('GIF87a') || begins('GIF89a')) return 'gif';
  if (begins('RIFF') && begins('WEBP', 8)) return 'webp';
  if (begins('%PDF-')) return 'pdf';
  return isText(bytes) ? 'text' : undefined;
}

/** Whether something announced under this name and type can be kept at all; a file may still turn out to be another one. */
export function mayBeKept(kinds: readonly FileKind[], { name = '', contentType = '' }: { readonly name?: string | undefined; readonly contentType?: string | undefined }): boolean {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = FILE_KIND_NAMES.find((kind) => FILE_KINDS[kind].contentType === contentType.toLowerCase()) ?? FILE_KIND_NAMES.find((kind) => (FILE_KINDS[kind].endings as readonly string[]).includes(ending));
  if (known) return kinds.includes(known);
  return !OTHER_ENDINGS.has(ending) && !OTHER_TYPE.test(contentType);
}

/** What may be kept, as people call it: "PNG, JPEG, PDF". */
export function labelsOf(kinds: readonly FileKind[]): string {
  return kinds.map((kind) => FILE_KINDS[kind].label).join(', ');
}

/** Text in UTF-8, or in UTF-16 that says so, without characters that only machines read. */
function isText(bytes: Uint8Array): boolean {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}
