/** Local mode's mailbox: what Lotse would have sent. A mail is shown as text, never as HTML. */
import { elementOf, make, makeWord } from './elements';
import { writeTime } from './language';
import { currentLanguage, onLanguage } from './texts';

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
  readonly attachments?: readonly { readonly filename?: string; readonly name?: string }[];
  readonly at: string;
}

const TIME: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' };

export class Mailbox {
  readonly element = make('section', 'mailbox');
  private readonly list = make('div', 'mails');
  private readonly none = makeWord('p', 'noMail', 'none');
  private readonly state = { count: 0, seen: 0, isShown: false };

  constructor() {
    this.element.append(makeWord('h3', 'mailbox'), this.none, this.list);
    onLanguage(() => {
      for (const time of this.list.querySelectorAll('time')) write(time);
    });
  }

  /** Whether somebody is looking: what is looked at is not counted as new. */
  look(isShown: boolean): void {
    this.state.isShown = isShown;
    this.count();
  }

  async refresh(): Promise<void> {
    const answer = await fetch('/local/mail', { cache: 'no-store' }).catch(() => undefined);
    if (!answer?.ok) return;
    const mails = await answer.json() as readonly Mail[];
    if (mails.length < this.state.count) this.empty();
    for (const mail of mails.slice(this.state.count)) this.list.prepend(showMail(mail));
    this.state.count = mails.length;
    this.none.hidden = mails.length > 0;
    this.count();
  }

  private empty(): void {
    this.list.replaceChildren();
    this.state.count = this.state.seen = 0;
  }

  private count(): void {
    if (this.state.isShown) this.state.seen = this.state.count;
    const unread = this.state.count - this.state.seen;
    const badge = elementOf('unread');
    badge.textContent = String(unread);
    badge.hidden = unread === 0;
  }
}

function showMail(mail: Mail): HTMLElement {
  const time = make('time');
  time.dateTime = mail.at;
  write(time);
  const subject = make('strong', '', mail.subject);
  const to = make('span', 'to', mail.to);
  const body = make('p', 'words', mail.text ?? '');
  for (const part of [subject, body]) part.dir = 'auto';
  to.dir = 'ltr';
  const files = (mail.attachments ?? []).map((file) => make('li', '', file.filename ?? file.name ?? '?'));
  const parts = [make('summary', '', [subject, to, time]), body];
  return make('details', 'mail', files.length > 0 ? [...parts, make('ul', 'files', files)] : parts);
}

function write(time: HTMLTimeElement): void {
  time.textContent = writeTime(currentLanguage(), time.dateTime, TIME);
}
