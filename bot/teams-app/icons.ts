/** Draws the app's icons as PNG, in the sizes that Teams asks for. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

export interface Icons {
  readonly color: Uint8Array;
  readonly outline: Uint8Array;
}

const COLOR_PIXELS = 192;
const OUTLINE_PIXELS = 32;

/** Once per process: the drawing can be loaded no second time. */
export async function drawIcons(): Promise<Icons> {
  await initWasm(readFileSync(require.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return { color: draw('color.svg', COLOR_PIXELS), outline: draw('outline.svg', OUTLINE_PIXELS) };
}

function draw(name: string, pixels: number): Uint8Array {
  const drawing = new Resvg(readFileSync(path.join(__dirname, name), 'utf8'), { fitTo: { mode: 'width', value: pixels } });
  const picture = drawing.render();
  const bytes = picture.asPng();
  picture.free();
  drawing.free();
  return bytes;
}
