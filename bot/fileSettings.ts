/** What is set of the files that contacts attach. */
import { FILE_KIND_NAMES, type FileKind } from '../services/fileKinds';
import type { Reader } from './settingReader';

const MEGABYTE = 1024 * 1024;
/** As many as Teams takes in one message. */
const PER_MESSAGE = 10;

export function readFiles(read: Reader) {
  const named = read.list('FILE_TYPES', [...FILE_KIND_NAMES]).map((name) => name.toLowerCase());
  const unknown = named.filter((name) => !FILE_KIND_NAMES.includes(name as FileKind));
  if (unknown.length > 0) read.problems.push(`FILE_TYPES holds "${unknown.join('", "')}": expected some of ${FILE_KIND_NAMES.join(', ')}, between commas.`);
  return {
    kinds: FILE_KIND_NAMES.filter((kind) => named.includes(kind)), perMessage: PER_MESSAGE,
    limitBytes: read.number('FILE_LIMIT_BYTES', 10 * MEGABYTE, 1024, 50 * MEGABYTE),
    perDay: read.number('FILES_PER_CONTACT_DAY', 50, 1, 10_000),
    hosts: read.list('FILE_HOSTS', ['*.sharepoint.com']),
    timeoutMs: read.number('FILE_TIMEOUT_MS', 15_000, 500, 60_000),
    retentionDays: read.number('FILE_RETENTION_DAYS', 90, 1, 3660),
  };
}
