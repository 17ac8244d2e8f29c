/** One conversation at a time: opens it, sends what is said, shows what comes, and starts anew where it is gone. */
import type { Card, Press } from './card';
import { focusInput, giveBack } from './composer';
import { openPatiently, reportConnection } from './connection';
import { postActivity, Refusal, type Attachment } from './directline';
import { elementOf } from './elements';
import { Log } from './log';
import { Outbox, postOfFile, postOfPress, postOfText, type Post } from './outbox';
import { findSession, keepSession, type Session } from './session';
import { Stream } from './stream';

export class Conversation {
  private session: Session | undefined;
  private log: Log | undefined;
  private stream: Stream | undefined;
  private isStarting = false;
  private isByKeyboard = false;
  private readonly outbox = new Outbox((post) => this.send(post));

  constructor(private readonly onAnswer: () => void) {
    elementOf('log').addEventListener('click', (event) => { this.isByKeyboard = event.detail === 0; }, true);
  }

  /** Goes on where the browser was, or begins. */
  async start(): Promise<void> {
    if (this.isStarting) return;
    this.isStarting = true;
    this.stream?.close();
    const kept = findSession();
    const log = new Log((press, card) => this.press(press, card), kept !== undefined);
    this.log = log;
    this.session = kept ?? await openPatiently();
    this.isStarting = false;
    const stream = this.streamOf(this.session, log);
    this.stream = stream;
    await stream.open();
    log.endReplay();
  }

  restart(): Promise<void> {
    if (!this.isStarting) keepSession(undefined);
    return this.start();
  }

  say(text: string): void {
    this.enqueue(postOfText(text));
  }

  attach(file: Attachment): void {
    this.enqueue(postOfFile(file));
  }

  /** Reads what is new, now. */
  async refresh(): Promise<void> {
    await this.stream?.sync();
  }

  private press(press: Press, card: Card): void {
    if (!this.outbox.hasPressOf(card)) this.enqueue(postOfPress(press, card, this.isByKeyboard));
  }

  private enqueue(post: Post): void {
    this.outbox.add(post);
    this.log?.addOwn(post.id, post.activity);
  }

  private async send(post: Post): Promise<void> {
    const { log, session } = this;
    const retry = (): void => {
      log?.confirm(post.id);
      this.outbox.add(post);
    };
    if (!session || this.isStarting) return log?.fail(post.id, retry);
    try {
      await postActivity(session, post.activity);
      await this.refresh();
      this.moveOn(post);
    } catch (error) {
      if (error instanceof Refusal && error.isGone) await this.startAnew(post);
      else log?.fail(post.id, retry);
    }
  }

  /** A used card is closed. After a press by keyboard the newest card is next, unless the reader has gone elsewhere. */
  private moveOn(post: Post): void {
    const focused = document.activeElement;
    const isHere = !focused || focused === document.body || elementOf('log').contains(focused);
    if (post.card) this.log?.retire(post.card);
    if (!post.isByKeyboard || !isHere) return;
    const next = this.log?.liveCard?.start;
    if (next) next.focus({ preventScroll: true });
    else focusInput();
  }

  /** The conversation is not there any more: a new one begins and says so, and nothing that was written is lost. */
  private async startAnew(post?: Post): Promise<void> {
    if (post && !post.card) giveBack(post.activity.text ?? '');
    if (this.isStarting) return;
    await this.restart();
    this.log?.note('ended');
  }

  private streamOf(session: Session, log: Log): Stream {
    return new Stream(session, {
      onBatch: (batch) => { if (log.take(batch.activities)) this.onAnswer(); },
      onConnection: reportConnection,
      onGone: () => void this.startAnew(),
    });
  }
}
