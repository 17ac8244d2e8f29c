/** The panel of local mode; where Lotse is not in local mode, there is none. */
import { elementOf, makeWord } from './elements';
import { Mailbox } from './mailbox';
import { findNow, TimeMachine } from './timeMachine';
import { relabel } from './texts';

const PERIOD = 5_000;
const panel = elementOf('tools');
const toggle = elementOf('toolsToggle');

export class Tools {
  private readonly mailbox = new Mailbox();
  private readonly timeMachine: TimeMachine;

  constructor(onLeap: () => void) {
    this.timeMachine = new TimeMachine(() => { onLeap(); void this.refresh(); });
  }

  /** Shows the panel's button, if Lotse answers as in local mode. */
  async offer(): Promise<void> {
    if (await findNow() === undefined) return;
    const title = makeWord('h2', 'localTools');
    title.id = 'toolsTitle';
    panel.append(title, makeWord('p', 'localOnly', 'hint'), this.timeMachine.element, this.mailbox.element);
    relabel(panel);
    toggle.hidden = false;
    toggle.addEventListener('click', () => this.turn(panel.hidden !== false));
    panel.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      this.turn(false);
      toggle.focus();
    });
    setInterval(() => { if (!panel.hidden) void this.refresh(); }, PERIOD);
    await this.refresh();
  }

  /** Looks again for mail and time, after Lotse has said something. */
  async refresh(): Promise<void> {
    if (toggle.hidden) return;
    await Promise.all([this.mailbox.refresh(), this.timeMachine.refresh()]);
  }

  private turn(isOpen: boolean): void {
    panel.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    this.mailbox.look(isOpen);
    if (!isOpen) return;
    panel.focus();
    void this.refresh();
  }
}
