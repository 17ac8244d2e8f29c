/** Runs a command that needs Lotse to its end: settings, Lotse, an exit code. */
import { loadSettings } from '../env';
import { finish } from './ending';
import { openLotse, type OpenLotse } from './openLotse';

export { refuse, write, writeLine } from './ending';

export function runCommand(run: (lotse: OpenLotse) => Promise<number>): void {
  const command = async () => {
    const lotse = await openLotse(loadSettings());
    try {
      return await run(lotse);
    } finally {
      await lotse.close();
    }
  };
  finish(command());
}
