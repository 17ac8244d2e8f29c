/** How every command speaks and ends. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { explain } from '../failure';

/** Not one of the codes that say how a command ended. */
const BROKEN = 3;

/** Ends with the code that a command comes to; what went wrong becomes a sentence. */
export function finish(command: Promise<number>): void {
  // Whoever reads the lines may stop reading; the command ends all the same.
  process.stdout.on('error', () => {});
  command.then((code) => { process.exitCode = code; }, (error: unknown) => {
    process.stderr.write(`${explain(error) ?? (error instanceof Error ? error.message : String(error))}\n`);
    process.exitCode = BROKEN;
  });
}

/** Wrong use is told before anything is opened. */
export function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

/** No faster than it is read. */
export async function write(stream: Writable, chunk: string): Promise<void> {
  if (!stream.write(chunk)) await once(stream, 'drain');
}

export function writeLine(line: string): Promise<void> {
  return write(process.stdout, `${line}\n`);
}
