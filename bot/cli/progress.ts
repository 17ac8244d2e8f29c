/** A bar on the terminal that shows how much of a file has been read; silent where nobody watches. */

const WIDTH = 30;

export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Passes a file on and draws. The last step, when all is read, is the database's. */
export async function* withProgress(source: AsyncIterable<Uint8Array>, totalBytes: number, terminal: Terminal): AsyncGenerator<Uint8Array> {
  let read = 0;
  let drawn = '';
  for await (const chunk of source) {
    yield chunk;
    read += chunk.length;
    const share = Math.min(1, read / Math.max(1, totalBytes));
    const bar = `[${'#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.')}] ${String(Math.floor(share * 100)).padStart(3)} %`;
    if (terminal.isTTY && bar !== drawn) terminal.write(`\r${bar}`);
    drawn = bar;
  }
  wipe(terminal);
}

/** Makes room for a line. */
export function wipe(terminal: Terminal): void {
  if (terminal.isTTY) terminal.write('\r\x1b[K');
}
