/** Renders one Adaptive Card, reports its presses and takes its buttons out of use. */
import { AdaptiveCard, GlobalSettings, OpenUrlAction, SubmitAction, type Action } from 'adaptivecards';
import { cardStyle } from './cardStyle';
import { addCopyButton } from './letter';
import { follow, isSafe } from './links';
import { make } from './elements';

/** As Lotse numbers such cards (dialogs/handoff/ids.ts). */
const BESIDE = 'beside.';

export interface Press {
  readonly title: string;
  readonly value: unknown;
}

GlobalSettings.setTabIndexAtCardRoot = false;
AdaptiveCard.onProcessMarkdown = (_text, result) => { result.didProcess = false; };

export class Card {
  readonly element: HTMLElement;
  private readonly card = new AdaptiveCard();

  constructor(content: unknown, onPress: (press: Press, card: Card) => void) {
    this.card.hostConfig = cardStyle;
    this.card.onExecuteAction = (action) => {
      if (action instanceof OpenUrlAction) follow(action.url);
      if (action instanceof SubmitAction) onPress({ title: action.title ?? '', value: action.data ?? {} }, this);
    };
    this.card.parse(content);
    this.element = this.card.render() ?? make('div');
    this.mend();
  }

  /** Whether its buttons ask something of Lotse. */
  get isAsking(): boolean {
    return this.submits().length > 0;
  }

  /** It stands beside the way, with its buttons for as long as they mean something: what comes later does not close it. */
  get isBeside(): boolean {
    return this.submits().some(({ data }) => (data as { lotse?: { card?: string } } | undefined)?.lotse?.card?.startsWith(BESIDE));
  }

  /** Its buttons were used, or a newer card has come: links and letters stay, the rest is closed. */
  retire(): void {
    for (const action of this.submits()) {
      action.isEnabled = false;
      action.updateEnabledState();
      mendButton(action);
    }
    for (const input of this.element.querySelectorAll('input, textarea')) (input as HTMLInputElement).disabled = true;
    this.element.classList.add('used');
  }

  /** Where the keyboard goes on: what is to be filled in, or else the first choice that leads on. */
  get start(): HTMLElement | undefined {
    const places = this.element.querySelectorAll<HTMLElement>('input:enabled, textarea:enabled, button[data-kind="submit"]:enabled');
    return [...places].find((place) => !place.closest('[data-part^="minor"]')) ?? places[0];
  }

  private submits(): SubmitAction[] {
    return this.card.getAllActions().filter((action) => action instanceof SubmitAction);
  }

  /** Ids in a card name its parts; as ids they would not be unique among many cards. */
  private mend(): void {
    for (const named of this.element.querySelectorAll<HTMLElement>('[id]:not([id^="__ac-"])')) {
      named.dataset.part = named.id;
      named.removeAttribute('id');
    }
    for (const action of this.card.getAllActions()) mendButton(action);
    for (const run of this.element.querySelectorAll<HTMLElement>('.ac-textRun')) {
      if (Number(run.style.fontWeight) > 400) run.dir = 'auto';
    }
    for (const anchor of this.element.querySelectorAll('a')) {
      anchor.rel = 'noopener noreferrer';
      if (!isSafe(anchor.href)) anchor.removeAttribute('href');
    }
    for (const input of this.element.querySelectorAll('input')) input.addEventListener('keydown', (event) => this.submitBy(event, input));
    for (const letter of this.element.querySelectorAll<HTMLElement>('.ac-container[data-part^="letter"]')) addCopyButton(letter);
  }

  /** Enter in a field presses the first button after it. */
  private submitBy(event: KeyboardEvent, input: HTMLInputElement): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    const buttons = [...this.element.querySelectorAll<HTMLButtonElement>('button[data-kind="submit"]:enabled')];
    const after = buttons.find((button) => input.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
    (after ?? buttons[0])?.click();
  }
}

/** Tells buttons from links. The title is the button's text already: said twice, it is only noise. */
function mendButton(action: Action): void {
  const button = action.renderedElement;
  if (!button) return;
  button.dataset.kind = action instanceof SubmitAction ? 'submit' : 'link';
  button.removeAttribute('title');
  button.removeAttribute('aria-label');
}
