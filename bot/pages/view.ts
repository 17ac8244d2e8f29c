/** What part of the log is on the screen. */
import { elementOf } from './elements';

const NEAR = 60;
const MARGIN = 16;
const view = elementOf('view');
const state = { left: 0 };

/** Whether the reader is where the page left them, or at the end: then new messages may move the page. */
export function isFollowing(): boolean {
  const isAtEnd = view.scrollHeight - view.clientHeight - view.scrollTop < NEAR;
  return isAtEnd || Math.abs(view.scrollTop - state.left) < NEAR;
}

/** Shows the end of the log, but never hides the beginning of the newest message. */
export function show(newest: HTMLElement, isSmooth: boolean): void {
  const start = newest.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop - MARGIN;
  const end = view.scrollHeight - view.clientHeight;
  state.left = Math.max(0, Math.min(start, end));
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  view.scrollTo({ top: state.left, behavior: isSmooth && !isCalm ? 'smooth' : 'instant' });
}
