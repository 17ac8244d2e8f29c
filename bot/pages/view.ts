/** What part of the log is on the screen. */
import { elementOf } from './elements';

const NEAR = 60;
const MARGIN = 16;
/** How long the page itself may be moving, in milliseconds; what moves later is moved by the reader. */
const OWN_MOVE = 700;
const view = elementOf('view');
const state: { left: number; movingUntil: number; isFollowing: boolean; newest?: HTMLElement } = { left: 0, movingUntil: 0, isFollowing: true };

view.addEventListener('scroll', () => {
  if (performance.now() > state.movingUntil) state.isFollowing = isNear(state.left) || isNear(endOf());
});
new ResizeObserver(stay).observe(view);
// A picture makes its message longer once it has come.
view.addEventListener('load', stay, true);

function stay(): void {
  if (state.isFollowing && state.newest?.isConnected) show(state.newest, false);
}

/** Whether the reader is where the page left them, or at the end: then new messages may move the page. */
export function isFollowing(): boolean {
  return state.isFollowing;
}

/** Shows the end of the log, but never hides the beginning of the newest message. */
export function show(newest: HTMLElement, isSmooth: boolean): void {
  const start = newest.getBoundingClientRect().top - view.getBoundingClientRect().top + view.scrollTop - MARGIN;
  state.left = Math.max(0, Math.min(start, endOf()));
  state.newest = newest;
  state.isFollowing = true;
  state.movingUntil = performance.now() + OWN_MOVE;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  view.scrollTo({ top: state.left, behavior: isSmooth && !isCalm ? 'smooth' : 'instant' });
}

function endOf(): number {
  return view.scrollHeight - view.clientHeight;
}

function isNear(position: number): boolean {
  return Math.abs(view.scrollTop - position) < NEAR;
}
