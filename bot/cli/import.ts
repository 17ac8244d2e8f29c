/** `npm run import -- FILE.csv [--dry-run] [--skip-refused]`: 0 done, 1 rows were refused, 2 the file cannot be used, 3 something else broke. */
import { createReadStream, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { refuse, runCommand } from './command';
import { wipe, withProgress } from './progress';

const USAGE = 'Use: npm run import -- FILE.csv [--dry-run] [--skip-refused]';

function start(): void {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' }, 'skip-refused': { type: 'boolean' } } });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) return refuse(USAGE);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found?.isFile()) return refuse(found ? `${file} is not a file.` : `There is no file ${file}.`);
    const options = { isDryRun: values['dry-run'] ?? false, skipsRefused: values['skip-refused'] ?? false };
    runCommand(({ lists }) => lists.import(withProgress(createReadStream(file), found.size, process.stderr), options, (line) => {
      wipe(process.stderr);
      process.stdout.write(`${line}\n`);
    }));
  } catch (error) {
    refuse(`${(error as Error).message}\n${USAGE}`);
  }
}

start();
