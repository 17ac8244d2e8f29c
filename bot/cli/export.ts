/** `npm run export [-- FILE]`: the partner list as the import takes it; to standard output without a file. */
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { once } from 'node:events';
import { refuse, runCommand, write } from './command';

const USAGE = 'Use: npm run export [-- FILE]';
/** By this mark a spreadsheet knows that a file is written in UTF-8. */
const BOM = '\ufeff';

function start(): void {
  try {
    const [file, ...more] = parseArgs({ allowPositionals: true }).positionals;
    if (more.length > 0) return refuse(USAGE);
    runCommand(async ({ lists }) => {
      if (file === undefined) await lists.export((chunk) => write(process.stdout, chunk));
      else await writeFile(file, (take) => lists.export(take));
      return 0;
    });
  } catch (error) {
    refuse(`${(error as Error).message}\n${USAGE}`);
  }
}

/** Under another name until it is whole: an export that breaks leaves the last good file as it was. Only for the eyes of who asked. */
async function writeFile(file: string, fill: (take: (chunk: string) => Promise<void>) => Promise<void>): Promise<void> {
  const part = `${file}.part`;
  const stream = createWriteStream(part, { mode: 0o600 });
  await once(stream, 'open');
  await write(stream, BOM);
  await fill((chunk) => write(stream, chunk));
  stream.end();
  await once(stream, 'close');
  await rename(part, file);
}

start();
