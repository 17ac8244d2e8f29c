/** What is made anew between press and release is never clicked: the press was on something that is gone. */

/** Does it, but while something within is pressed only once that is over. In a frame the first press also brings the focus, and with it news. */
export function unlessPressed(root: HTMLElement, work: () => void): { readonly run: () => void; readonly stop: () => void } {
  const state = { isPressed: false, isWanted: false };
  // The click comes right after the release, and goes first.
  const release = () => setTimeout(() => {
    state.isPressed = false;
    if (!state.isWanted) return;
    state.isWanted = false;
    work();
  });
  const press = () => {
    state.isPressed = true;
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, release, { once: true });
  };
  root.addEventListener('pointerdown', press);
  return {
    run: () => { if (state.isPressed) state.isWanted = true; else work(); },
    stop: () => { root.removeEventListener('pointerdown', press); state.isPressed = true; },
  };
}
