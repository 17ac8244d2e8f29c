/** Notes what has happened outside and must not be forgotten: tried again and again, since a database that restarts is back in seconds. */

const TRIES = 10;
const LONGEST_PAUSE_MS = 5000;

export async function surely(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES) throw error;
      await new Promise((resolve) => { setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, 50 * 2 ** attempt)); });
    }
  }
}
