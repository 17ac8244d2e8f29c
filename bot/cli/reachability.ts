/** `npm run reachability`: partners where nobody can be reached, with the cause and what helps. It sends nothing. 0 done, 3 something broke. */
import { parseArgs } from 'node:util';
import { refuse, runCommand, writeLine } from './command';

const USAGE = 'Use: npm run reachability';

function start(): void {
  try {
    parseArgs({ options: {} });
    runCommand(({ reports }) => reports.reachability(writeLine));
  } catch (error) {
    refuse(`${(error as Error).message}\n${USAGE}`);
  }
}

start();
