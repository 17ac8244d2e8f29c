/** Where an agent writes: to the contact, or a note that stays inside. Each has a draft of its own, so that a note can never be sent by mistake. */
import { isAtHub } from '../../../../services/handoffs/handoff';
import type { HandoffRow } from '../../../console/api';
import { button, iconButton } from '../components';
import { desk } from '../desk';
import { draft, keepDraft } from '../drafts';
import { el, fill, own } from '../element';
import { icon } from '../icons';
import { nameOf } from '../queueRow';
import { word } from '../words';
import { attachments } from './attachments';
import { openPicker } from './cannedPicker';
import { isMine } from './head';
import { send, type Pending } from './pending';

type Mode = 'say' | 'note';

export interface Composer {
  readonly element: HTMLElement;
  readonly show: (row: HandoffRow) => void;
  readonly write: (mode: Mode) => void;
  readonly openCanned: () => void;
  readonly close: () => void;
}

interface Wishes {
  readonly onSent: (pending: Pending) => void;
}

const LONGEST = 4000;

export function openComposer(id: string, wishes: Wishes): Composer {
  return new Desk(id, wishes);
}

class Desk implements Composer {
  readonly element = el('section', { class: 'composer', 'aria-label': word('composer.title') });
  private readonly text = el<HTMLTextAreaElement>('textarea', { rows: 2, dir: 'auto', maxlength: LONGEST });
  private readonly files = attachments();
  private mode: Mode = 'say';
  private row: HandoffRow | undefined;
  private shape = '';
  /** Whoever does not have the conversation opens the note first. */
  private isNoting = false;

  constructor(private readonly id: string, private readonly wishes: Wishes) {
    this.text.addEventListener('input', () => { this.keep(); this.grow(); });
    this.text.addEventListener('keydown', (event) => this.onKey(event));
  }

  close = (): void => this.keep();

  /** Made anew only where what can be done has changed: nobody loses the cursor. */
  show(row: HandoffRow): void {
    this.row = row;
    const shape = `${row.state} ${isMine(row)} ${row.agent?.id ?? ''}`;
    if (shape === this.shape) return;
    this.shape = shape;
    const isOver = row.state === 'closed';
    if (!isMine(row)) { this.mode = 'note'; this.isNoting = this.draft('note') !== ''; }
    else if (this.draft('note') === '') this.mode = 'say';
    if (isOver) fill(this.element, el('p', { class: 'over' }, word('composer.over')));
    else this.build();
  }

  write(mode: Mode): void {
    if (this.row?.state === 'closed' || (mode === 'say' && (!this.row || !isMine(this.row)))) return;
    if (mode !== this.mode || !this.text.isConnected) { this.keep(); this.mode = mode; this.isNoting = true; this.build(); }
    this.text.focus();
  }

  openCanned(): void {
    if (!this.row || !isMine(this.row)) return;
    this.write('say');
    openPicker(this.element, this.row, (words) => this.insert(words), () => this.text.focus());
  }

  private build(): void {
    const { row, mode } = this;
    if (!row) return;
    const isNote = mode === 'note';
    if (!isMine(row) && !this.isNoting) { delete this.element.dataset.mode; fill(this.element, this.notYours(row)); return; }
    this.element.dataset.mode = mode;
    this.text.value = this.draft(mode);
    this.text.setAttribute('aria-label', word(isNote ? 'composer.noteLabel' : 'composer.sayLabel', { name: nameOf(row) }));
    this.text.placeholder = word(isNote ? 'composer.notePlaceholder' : 'composer.sayPlaceholder');
    fill(this.element, isMine(row) ? this.modes() : this.notYours(row), isNote && el('p', { class: 'warning' }, icon('note'), word('composer.noteWarning')),
      this.text, !isNote && this.files.element,
      el('div', { class: 'tools' }, ...(isNote ? [] : [iconButton('canned', word('composer.canned'), () => this.openCanned()), this.files.button]), el('span', { class: 'hint soft' }, word('composer.hint')),
        button(word(isNote ? 'composer.keepNote' : 'composer.send'), () => this.go(), { look: 'primary', icon: isNote ? 'note' : 'send', class: 'go' })));
    this.grow();
  }

  private modes(): HTMLElement {
    const choice = (mode: Mode, name: 'composer.say' | 'composer.note') => el('button', { type: 'button', class: 'tab', 'aria-pressed': String(this.mode === mode), onclick: () => this.write(mode) }, mode === 'note' && icon('note'), word(name));
    return el('div', { class: 'tabs', role: 'group', 'aria-label': word('composer.which') }, choice('say', 'composer.say'), choice('note', 'composer.note'));
  }

  private notYours(row: HandoffRow): HTMLElement {
    const why = isAtHub(row) ? [word('conversation.atHub')] : row.state === 'waiting' ? [word('composer.waits')] : [own(row.agent?.name ?? ''), ' ', word('composer.others')];
    return el('div', { class: 'invite' }, el('p', {}, ...why), this.isNoting ? null : button(word('composer.addNote'), () => this.write('note'), { look: 'subtle', icon: 'note' }));
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); this.go(); }
    if (event.key === 'Escape') this.text.blur();
    if (event.key === '/' && this.text.value === '' && this.mode === 'say') { event.preventDefault(); this.openCanned(); }
  }

  private go(): void {
    const words = this.text.value.trim();
    const files = this.mode === 'say' ? this.files.take() : [];
    if (files === undefined || (words === '' && files.length === 0)) { this.text.focus(); return; }
    const { mode } = this;
    this.text.value = '';
    this.keep();
    this.grow();
    this.wishes.onSent(send(this.id, { deed: mode, text: words, files }, () => { keepDraft(desk.me.id, `${this.id} ${mode}`, [words, this.draft(mode)].filter(Boolean).join('\n')); if (this.mode === mode) this.build(); }));
    this.text.focus();
  }

  private insert(words: string): void {
    this.text.setRangeText(words, this.text.selectionStart, this.text.selectionEnd, 'end');
    this.keep();
    this.grow();
    this.text.focus();
  }

  private keep(): void {
    if (this.text.isConnected) keepDraft(desk.me.id, `${this.id} ${this.mode}`, this.text.value);
  }

  /** What was begun and not sent, by conversation and mode. */
  private draft(mode: Mode): string {
    return draft(desk.me.id, `${this.id} ${mode}`);
  }

  /** As high as its words, to a third of the window. */
  private grow(): void {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, window.innerHeight / 3)}px`;
  }
}
