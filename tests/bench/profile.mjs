#!/usr/bin/env node
/**
 * Where a turn's time goes: `node tests/bench/run.mjs --only lotsePostgres --rounds 1 --profile /tmp/profiles`, then
 * `node tests/bench/profile.mjs FILE.cpuprofile [LINES]`. Self time by package and by function; the first 40 % is start and warm-up.
 */
import { readFileSync } from 'node:fs';

const SKIPPED_SHARE = 0.4;
const NOT_WORKING = new Set(['(idle)', '(program)', '(root)']);

const [file, lines = '25'] = process.argv.slice(2);
const frames = selfTimes(JSON.parse(readFileSync(file, 'utf8')));
print('package', frames, ({ url, functionName }) => packageOf(url) ?? functionName);
print('function', frames, ({ url, functionName, lineNumber }) => `${functionName || '(anonymous)'} ${shortened(url)}:${lineNumber + 1}`);

/** Each call frame that worked, with its microseconds. */
function selfTimes({ nodes, samples, timeDeltas, startTime, endTime }) {
  const frames = new Map(nodes.map((node) => [node.id, { ...node.callFrame, time: 0 }]));
  const from = startTime + (endTime - startTime) * SKIPPED_SHARE;
  let at = startTime;
  samples.forEach((id, index) => {
    at += timeDeltas[index];
    if (at >= from) frames.get(id).time += timeDeltas[index];
  });
  return [...frames.values()].filter(({ functionName }) => !NOT_WORKING.has(functionName));
}

function print(title, frames, nameOf) {
  const total = frames.reduce((sum, { time }) => sum + time, 0);
  const times = new Map();
  for (const frame of frames) times.set(nameOf(frame), (times.get(nameOf(frame)) ?? 0) + frame.time);
  const top = [...times].sort(([, a], [, b]) => b - a).slice(0, Number(lines));
  console.log(`\nself time by ${title}, ${(total / 1e6).toFixed(2)} s in all`);
  for (const [name, time] of top) console.log(`${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`);
}

function packageOf(url) {
  if (url === '') return undefined;
  return /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1] ?? shortened(url);
}

function shortened(url) {
  return url.replace('file://', '').replace(process.cwd(), '').replace(/^.*node_modules\//, '');
}
