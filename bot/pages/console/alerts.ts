/** New work makes itself heard: a short sound, a notification of the desktop, a number in the title. Each can be turned off. */
import type { HandoffRow } from '../../console/api';
import { plain } from './element';
import { go } from './places';
import { preference } from './preferences';
import { word } from './words';

export type Cause = 'waiting' | 'called' | 'yours' | 'word';

/** Not more often than this, however much comes at once. */
const BETWEEN_SOUNDS_MS = 3000;
const state: { context?: AudioContext; soundedAt: number } = { soundedAt: -BETWEEN_SOUNDS_MS };

export function ring(cause: Cause, row: HandoffRow): void {
  if (preference('sound') === 'on') chime(cause === 'called');
  if (preference('notify') === 'on' && document.visibilityState === 'hidden') show(cause, row);
}

/** Browsers let a page be heard only after a press. */
export function allowSound(): void {
  state.context ??= new AudioContext();
  void state.context.resume().catch(() => undefined);
}

/** Two soft tones, upwards; three where somebody is called again. */
export function chime(isUrgent: boolean): void {
  const { context } = state;
  if (!context || context.state !== 'running' || performance.now() - state.soundedAt < BETWEEN_SOUNDS_MS) return;
  state.soundedAt = performance.now();
  for (const [index, pitch] of (isUrgent ? [660, 880, 1175] : [660, 880]).entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const at = context.currentTime + index * 0.16;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.12, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.32);
  }
}

export function canNotify(): 'granted' | 'denied' | 'default' | 'absent' {
  return 'Notification' in window ? Notification.permission : 'absent';
}

/** Asked for on a press, never by itself. */
export async function askToNotify(): Promise<void> {
  if ('Notification' in window) await Notification.requestPermission();
}

/** The lock screen shows it to whoever passes: who it is and what it is about, not what was said. */
function show(cause: Cause, row: HandoffRow): void {
  if (canNotify() !== 'granted') return;
  const note = new Notification(word(`alerts.${cause}`), { body: plain(row.contact ?? word('queue.unknownContact')), tag: row.id, icon: '/console/favicon.svg' });
  note.onclick = () => { window.focus(); go('queue', row.id); note.close(); };
}

/** What waits and what is unread, before the title. */
export function count(waiting: number, title: string): void {
  document.title = `${waiting > 0 ? `(${waiting}) ` : ''}${title}`;
}
