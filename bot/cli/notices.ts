/** `npm run notices -- --from DAY --to DAY [--partner NUMBER]`: what will be said to whom; `--resume` goes on after a restore. 0 done, 2 the question cannot be answered, 3 something else broke. */
import { parseArgs } from 'node:util';
import { readCustomerNumber } from '../../services/customerNumber';
import { isDay } from '../../services/day';
import { refuse, runCommand, writeLine } from './command';

const USAGE = 'Use: npm run notices -- --from DAY --to DAY [--partner NUMBER], with days such as 2027-03-31; or npm run notices -- --resume';

function start(): void {
  try {
    const { values: { resume, ...asked } } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' }, partner: { type: 'string' }, resume: { type: 'boolean' } } });
    if (resume) return Object.keys(asked).length > 0 ? refuse(`--resume stands alone.\n${USAGE}`) : runCommand(({ reports }) => reports.resume(writeLine));
    const problem = problemOf(asked);
    if (problem !== undefined) return refuse(`${problem}\n${USAGE}`);
    const number = asked.partner === undefined ? undefined : readCustomerNumber(asked.partner);
    if (number && !('number' in number)) return refuse(`--partner ${asked.partner} is no customer number.\n${USAGE}`);
    const options = { from: asked.from!, to: asked.to!, ...(number && { partner: number.number }) };
    runCommand(({ reports }) => reports.dryRun(options, writeLine));
  } catch (error) {
    refuse(`${(error as Error).message}\n${USAGE}`);
  }
}

function problemOf({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): string | undefined {
  if (from === undefined || to === undefined) return `${from === undefined ? '--from' : '--to'} is missing.`;
  const wrong = [from, to].find((day) => !isDay(day));
  if (wrong !== undefined) return `"${wrong}" is not a day.`;
  return to < from ? `--to ${to} is before --from ${from}.` : undefined;
}

start();
