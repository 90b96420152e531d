/**
 * Runs what may move the page only while no mouse button is down. A press takes the focus from a field before it becomes
 * a click; if the page moved in between, the click would go to something else, or to nothing.
 */

let pressed = false
const waiting: (() => void)[] = []

/** After the events of the release, the click among them. */
function release(): void {
  setTimeout(() => {
    pressed = false
    for (const run of waiting.splice(0)) run()
  })
}

const press = ({ button }: MouseEvent): void => {
  pressed = button === 0
}

// Touch screens send pointer events first and mouse events, with the focus, after the tap.
for (const kind of ['pointerdown', 'mousedown'] as const) window.addEventListener(kind, press, true)
// A drag ends without a release; a key says that a lost release is over.
for (const kind of ['pointerup', 'pointercancel', 'mouseup', 'dragend', 'keydown'] as const)
  window.addEventListener(kind, release, true)

/** Runs at once, or after the click that is under way. */
export function afterPress(run: () => void): void {
  if (pressed) waiting.push(run)
  else run()
}
