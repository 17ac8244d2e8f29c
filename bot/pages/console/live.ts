/** Hears what happens while it happens. Where the line breaks, it is taken up again after pauses that grow. */
import type { LiveEvent } from '../../console/api';
import { addressOf } from './server';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** The server sends a beat every 20 s (an event of that name); a line on which it was heard and then is missing is dead, though nobody has said so. */
const SILENCE_MS = 50_000;

export interface Hearing {
  readonly onEvent: (event: LiveEvent) => void;
  /** Also the first time: whatever is shown may be old then. */
  readonly onConnection: (isConnected: boolean) => void;
}

export function listen(hearing: Hearing): { close(): void } {
  const line: { source?: EventSource; attempts: number; timer?: number; watch?: number; isClosed: boolean } = { attempts: 0, isClosed: false };
  const fail = () => {
    if (line.isClosed) return;
    line.source?.close();
    clearTimeout(line.watch);
    clearTimeout(line.timer);
    hearing.onConnection(false);
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** line.attempts) * (0.75 + Math.random() / 2);
    line.attempts += 1;
    line.timer = setTimeout(connect, pause);
  };
  const alive = () => {
    clearTimeout(line.watch);
    line.watch = setTimeout(fail, SILENCE_MS);
  };
  function connect(): void {
    line.source?.close();
    const source = new EventSource(addressOf('live'));
    line.source = source;
    source.onopen = () => { line.attempts = 0; hearing.onConnection(true); };
    source.onmessage = (frame: MessageEvent<string>) => { hearing.onEvent(JSON.parse(frame.data) as LiveEvent); };
    source.addEventListener('beat', alive);
    source.onerror = fail;
  }
  const hurry = () => { line.attempts = 0; clearTimeout(line.timer); connect(); };
  addEventListener('online', hurry);
  addEventListener('offline', fail);
  connect();
  return { close() { line.isClosed = true; line.source?.close(); clearTimeout(line.timer); clearTimeout(line.watch); removeEventListener('online', hurry); removeEventListener('offline', fail); } };
}
