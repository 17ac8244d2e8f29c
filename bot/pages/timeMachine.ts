/** Local mode's time machine: Lotse's clock, and how to move it forward. */
import { make, makeWord } from './elements';
import { writeTime } from './language';
import { currentLanguage, onLanguage } from './texts';

const LEAPS = { day: 'P1D', week: 'P7D', month: 'P30D' } as const;
const TIME: Intl.DateTimeFormatOptions = { dateStyle: 'full', timeStyle: 'short' };

/** Lotse's time; undefined where there is no time machine. */
export async function findNow(): Promise<string | undefined> {
  const answer = await fetch('/local/clock', { cache: 'no-store' }).catch(() => undefined);
  return answer?.ok ? (await answer.json() as { now: string }).now : undefined;
}

export class TimeMachine {
  readonly element = make('section', 'time');
  private readonly clock = make('time', 'clock');
  private readonly buttons: HTMLButtonElement[] = [];

  constructor(private readonly onLeap: () => void) {
    const now = make('p', '', [makeWord('span', 'now', 'unseen'), this.clock]);
    const row = make('div', 'leaps', [makeWord('span', 'forward')]);
    for (const [word, duration] of Object.entries(LEAPS)) {
      const button = makeWord('button', word, 'plain');
      button.type = 'button';
      button.addEventListener('click', () => void this.leap(duration));
      this.buttons.push(button);
      row.append(button);
    }
    this.element.append(makeWord('h3', 'timeMachine'), now, row);
    onLanguage(() => this.write());
  }

  async refresh(): Promise<void> {
    this.tell(await findNow());
  }

  /** Moves the clock; what is due on the way is done before the answer comes. */
  private async leap(advance: string): Promise<void> {
    if (this.element.ariaBusy === 'true') return;
    this.markBusy(true);
    const answer = await fetch('/local/clock', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advance }),
    }).catch(() => undefined);
    if (answer?.ok) this.tell((await answer.json() as { now: string }).now);
    this.markBusy(false);
    this.onLeap();
  }

  /** The buttons rest, but keep the focus. */
  private markBusy(isBusy: boolean): void {
    this.element.ariaBusy = String(isBusy);
    for (const button of this.buttons) button.ariaDisabled = String(isBusy);
  }

  private tell(now: string | undefined): void {
    if (!now) return;
    this.clock.dateTime = now;
    this.write();
  }

  private write(): void {
    this.clock.textContent = writeTime(currentLanguage(), this.clock.dateTime, TIME);
  }
}
