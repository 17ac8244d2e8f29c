/** Runs a command to its end: settings, the partner lists, an exit code; what went wrong becomes a sentence. */
import type { PartnerLists } from '../../services/partnerList/import';
import { loadSettings } from '../env';
import { explain } from '../failure';
import { findPartnerLists } from './partnerLists';

/** Not one of the codes that say how an import ended. */
const BROKEN = 3;

export function runCommand(run: (lists: PartnerLists) => Promise<number>): void {
  // Whoever reads the lines may stop reading; the command ends all the same.
  process.stdout.on('error', () => {});
  const command = async () => {
    const { lists, close } = await findPartnerLists(loadSettings());
    try {
      return await run(lists);
    } finally {
      await close();
    }
  };
  command().then((code) => { process.exitCode = code; }, (error: unknown) => {
    process.stderr.write(`${explain(error) ?? (error instanceof Error ? error.message : String(error))}\n`);
    process.exitCode = BROKEN;
  });
}

/** Wrong use is told before anything is opened. */
export function refuse(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}
