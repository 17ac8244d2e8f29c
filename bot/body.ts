/** Reads a request's body: raw, bounded, JSON only. restify's own reader bounds neither gzip nor multipart (docs/decisions/004). */
import type { IncomingMessage } from 'node:http';

/** A body that is not taken; the sender gets the status and the sentence, and nothing is kept. */
export class BodyError extends Error {
  constructor(readonly status: 400 | 413 | 415, message: string) {
    super(message);
  }
}

const DEPTH_LIMIT = 32;
const KEY_LIMIT = 2000;
/** More marks in a row on one letter than any script of ours needs; meant to break layouts. */
const MARK_PILE = /\p{M}{17}/u;

/** The raw bytes; throws a BodyError. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new BodyError(415, 'Send the body without content-encoding.');
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) throw new BodyError(415, 'Send the body as application/json.');
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new BodyError(413, `The body is larger than ${limitBytes} bytes.`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw new BodyError(413, `The body is larger than ${limitBytes} bytes.`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
}

/** The object in a body, bounded in depth and number of keys, of well-formed text; throws a BodyError. */
export function parseBody(raw: Buffer): Record<string, unknown> {
  checkDepth(raw);
  let value: unknown;
  try {
    value = JSON.parse(raw.toString('utf8'));
  } catch {
    throw new BodyError(400, 'The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BodyError(400, 'The body must be a JSON object.');
  checkValues(value, { keys: 0 });
  return value as Record<string, unknown>;
}

/** Counts brackets outside strings on the bytes, before anything is built from them. */
function checkDepth(raw: Buffer): void {
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < raw.length; index += 1) {
    const byte = raw[index]!;
    if (isInString) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) isInString = false;
    } else if (byte === 0x22) isInString = true;
    else if (byte === 0x7b || byte === 0x5b) depth += 1;
    else if (byte === 0x7d || byte === 0x5d) depth -= 1;
    if (depth > DEPTH_LIMIT) throw new BodyError(400, `The JSON is nested more than ${DEPTH_LIMIT} levels deep.`);
  }
}

function checkValues(value: unknown, count: { keys: number }): void {
  if (typeof value === 'string') return checkText(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    count.keys += 1;
    if (count.keys > KEY_LIMIT) throw new BodyError(400, `The JSON has more than ${KEY_LIMIT} values.`);
    if (key === '__proto__') throw new BodyError(400, 'The JSON has a key that is not taken.');
    if (!Array.isArray(value)) checkText(key);
    checkValues(inner, count);
  }
}

/** Text that no database or screen can hold is refused before anybody has to. */
function checkText(text: string): void {
  if (!text.isWellFormed() || text.includes('\0')) throw new BodyError(400, 'The text has characters that are not valid Unicode.');
  if (MARK_PILE.test(text)) throw new BodyError(400, 'The text piles too many marks on one letter.');
}
