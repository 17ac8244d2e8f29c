/** Follows a conversation: by a socket, and by asking every two seconds while there is none. */
import { readActivities, Refusal, streamAddress, type Batch } from './directline';
import type { Session } from './session';

export interface StreamEvents {
  readonly onBatch: (batch: Batch) => void;
  readonly onConnection: (isConnected: boolean) => void;
  readonly onGone: () => void;
}

const POLL = 2_000;
const LONGEST_WAIT = 30_000;
const LONG_PAGE = 50;

export class Stream {
  private watermark = '0';
  private socket: WebSocket | undefined;
  private attempts = 0;
  private isClosed = false;
  private readonly timers: { poll?: number; socket?: number } = {};

  constructor(private readonly session: Session, private readonly events: StreamEvents) {}

  /** Reads what is there, then follows. */
  async open(): Promise<void> {
    await this.sync();
    if (this.isClosed) return;
    addEventListener('online', this.hurry);
    this.connect();
  }

  close(): void {
    this.isClosed = true;
    removeEventListener('online', this.hurry);
    clearTimeout(this.timers.poll);
    clearTimeout(this.timers.socket);
    this.socket?.close();
  }

  /** Reads what is new, now. */
  async sync(): Promise<void> {
    try {
      await this.readOn();
      this.report(true);
    } catch (error) {
      if (this.isClosed) return;
      if (error instanceof Refusal && error.isGone) this.events.onGone();
      else this.report(false);
    }
  }

  /** A long log comes in pages: the next one is asked for until one is short. */
  private async readOn(): Promise<void> {
    let batch: Batch;
    do {
      batch = await readActivities(this.session, this.watermark);
      this.take(batch);
    } while (batch.activities.length >= LONG_PAGE && !this.isClosed);
  }

  private take(batch: Batch): void {
    if (this.isClosed) return;
    this.events.onBatch(batch);
    const isBehind = Number(batch.watermark) < Number(this.watermark);
    if (batch.watermark !== undefined && !isBehind) this.watermark = String(batch.watermark);
  }

  private report(isConnected: boolean): void {
    if (!this.isClosed) this.events.onConnection(isConnected);
  }

  private readonly hurry = (): void => {
    if (this.socket) return;
    this.attempts = 0;
    clearTimeout(this.timers.socket);
    this.connect();
  };

  private connect(): void {
    const socket = new WebSocket(streamAddress(this.session, this.watermark));
    this.socket = socket;
    socket.onopen = () => {
      this.attempts = 0;
      clearTimeout(this.timers.poll);
      this.report(true);
    };
    socket.onmessage = (frame) => {
      if (typeof frame.data === 'string' && frame.data !== '') this.take(JSON.parse(frame.data) as Batch);
    };
    socket.onclose = () => this.fallBack(socket);
  }

  private fallBack(socket: WebSocket): void {
    if (this.isClosed || this.socket !== socket) return;
    this.socket = undefined;
    const wait = Math.min(LONGEST_WAIT, 1_000 * 2 ** this.attempts) * (0.75 + Math.random() / 2);
    this.attempts += 1;
    this.timers.socket = setTimeout(() => this.connect(), wait);
    clearTimeout(this.timers.poll);
    void this.poll();
  }

  private async poll(): Promise<void> {
    await this.sync();
    if (this.isClosed || this.socket?.readyState === WebSocket.OPEN) return;
    clearTimeout(this.timers.poll);
    this.timers.poll = setTimeout(() => void this.poll(), POLL);
  }
}
