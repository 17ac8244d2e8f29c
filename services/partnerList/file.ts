/** Reads the bytes of a partner list row by row, with the line on which each begins, and says why a file cannot be used. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import { readHeader, type Cells, type Column } from './columns';
import type { Refusal } from './row';
import type { Said, SaidWord } from './said';

/** What it says tells what to do; nothing of the file was taken. */
export class UnusableFile extends Error {
  constructor(readonly says: readonly Said[], options?: ErrorOptions) {
    super(says.map(({ word }) => word).join(', '), options);
  }
}

export function unusable(word: SaidWord, cause?: unknown): UnusableFile {
  return new UnusableFile([{ word, values: {} }], { cause });
}

export interface FileRow {
  readonly line: number;
  readonly cells: Cells;
  /** Undefined where the row's shape is as it should be. */
  readonly problem: Pick<Refusal, 'reason' | 'count'> | undefined;
}

const HEAD_BYTES = 64 * 1024;
/** A quotation mark that is never closed would otherwise swallow the rest of the file into memory. */
const ROW_LIMIT = 64 * 1024;
const KINDS: readonly (readonly [string, SaidWord])[] = [['504b0304', 'xlsx'], ['d0cf11e0', 'xls'], ['fffe', 'utf16'], ['feff', 'utf16']];

export async function* readFileRows(source: AsyncIterable<Uint8Array>): AsyncGenerator<FileRow> {
  const bytes = source[Symbol.asyncIterator]();
  const last = { lines: 0, empty_lines: 0 };
  try {
    const head = await readHead(bytes);
    const parser = parse({
      delimiter: delimiterOf(head), record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, relax_quotes: true, skip_empty_lines: true, max_record_size: ROW_LIMIT,
      // Counted here, since records that wait in the parser are lost when it breaks. The line goes along as the first cell.
      on_record: (record: string[], { lines, empty_lines }): string[] => {
        const line = last.lines + empty_lines - last.empty_lines + 1;
        Object.assign(last, { lines, empty_lines });
        return [String(line), ...record];
      },
    });
    // What breaks in the pipe comes out of the loop over the parser.
    pipeline(Readable.from(textOf(head, bytes)), parser).catch(() => {});
    yield* rowsOf(parser as AsyncIterable<string[]>);
  } catch (error) {
    const { code } = error as CsvError;
    if (code !== 'CSV_QUOTE_NOT_CLOSED' && code !== 'CSV_MAX_RECORD_SIZE') throw error;
    throw new UnusableFile([{ word: 'quote', values: { line: last.lines + 1 } }], { cause: error });
  } finally {
    await bytes.return?.();
  }
}

async function* rowsOf(records: AsyncIterable<string[]>): AsyncGenerator<FileRow> {
  let columns: readonly Column[] | undefined;
  for await (const [line, ...record] of records) {
    if (!columns) columns = columnsOf(record);
    else if (record.some((cell) => cell.trim() !== '')) yield rowOf(record, columns, Number(line));
  }
  if (!columns) throw unusable('empty');
}

function columnsOf(record: readonly string[]): readonly Column[] {
  const header = readHeader(record);
  if ('problems' in header) throw new UnusableFile(header.problems);
  return header.columns;
}

function rowOf(record: readonly string[], columns: readonly Column[], line: number): FileRow {
  const cell = (column: Column) => record[columns.indexOf(column)] ?? '';
  const cells = {
    company: cell('company'), customer_number: cell('customer_number'), country: cell('country'), contact_name: cell('contact_name'),
    contact_email: cell('contact_email'), language: cell('language'), signatory: cell('signatory'), expires_on: cell('expires_on'), canton: cell('canton'), notice_days: cell('notice_days'),
  };
  const isSwallowing = record.some((each) => each.includes('"') && /[\r\n]/.test(each));
  const isTooLong = record.slice(columns.length).some((each) => each.trim() !== '');
  return { line, cells, problem: isSwallowing ? { reason: 'swallowing' } : isTooLong ? { reason: 'cells', count: columns.length } : undefined };
}

/** The first line and enough to tell a file's kind, or all there is. */
async function readHead(bytes: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES && !(head.length > 4 && head.includes(0x0a))) {
    const part: IteratorResult<Uint8Array, unknown> = await bytes.next();
    if (part.done) break;
    head = Buffer.concat([head, part.value]);
  }
  const kind = KINDS.find(([magic]) => head.toString('hex', 0, 4).startsWith(magic));
  if (kind) throw unusable(kind[1]);
  return head;
}

function delimiterOf(head: Buffer): ';' | ',' {
  const line = head.toString('utf8').split(/[\r\n]/).find((each) => each.trim() !== '') ?? '';
  return line.split(',').length > line.split(';').length ? ',' : ';';
}

async function* textOf(head: Buffer, bytes: AsyncIterator<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (part?: Uint8Array) => {
    try {
      return decoder.decode(part, { stream: part !== undefined });
    } catch (error) {
      throw unusable('utf8', error);
    }
  };
  for (let part: IteratorResult<Uint8Array, unknown> = { value: head }; !part.done; part = await bytes.next()) {
    const text = decode(part.value);
    if (text.includes('\0')) throw unusable('binary');
    yield text;
  }
  yield decode();
}
