/** Lotse for a command: the running one where one holds the embedded folder, else a database that the command opens itself. */
import type { Commands } from '../commands';
import type { Settings } from '../env';
import { findHolder, openCommands } from '../wiring';
import { askRunningLotse } from './runningLotse';

export interface OpenLotse extends Commands {
  close(): Promise<void>;
}

const WAIT_MS = 250;
/** A Lotse that starts, and another command, are waited for: two minutes. */
const TRIES = 480;

export async function openLotse(settings: Settings): Promise<OpenLotse> {
  const holderOf = () => (settings.database.url === undefined ? findHolder(settings.database.folder) : undefined);
  for (let tries = 1; ; tries += 1) {
    const holder = holderOf();
    if (holder?.door) return { ...askRunningLotse(holder.door), close: async () => {} };
    if (!holder) {
      try {
        return await openCommands(settings);
      } catch (error) {
        // Somebody may have been faster.
        if (!holderOf()) throw error;
      }
    } else if (tries === TRIES) throw new Error(`The data folder ${settings.database.folder} is held by process ${holder.pid}, which does not listen: wait until it has ended, or stop it.`);
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}
