/** What a process has cost so far (from /proc, Linux), and the few statistics of the bench. */
import { readdirSync, readFileSync } from 'node:fs';

const MS_PER_TICK = 10; // USER_HZ is 100 on every Linux that Node runs on

/** On-CPU milliseconds: `exact` of all live threads (schedstat), `ticks` of the process by the kernel's coarser account. */
export function cpuOf(pid) {
  const { own } = ticksOf(pid);
  return { exact: threadsOf(pid), ticks: own };
}

/** A process and its children, such as PostgreSQL's; what ended children have cost is in their parent's account. */
export function familyCpuOf(pid) {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChild(name, pid));
  return [pid, ...children].reduce((sum, member) => sum + threadsOf(member), ticksOf(pid).ended);
}

export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { peak: read('VmHWM'), now: read('VmRSS') };
}

function threadsOf(pid) {
  return listOr(`/proc/${pid}/task`).reduce((sum, thread) => sum + Number(readOr(`/proc/${pid}/task/${thread}/schedstat`).split(' ')[0]), 0) / 1e6;
}

function ticksOf(pid) {
  const fields = readOr(`/proc/${pid}/stat`).split(') ').at(-1).split(' ');
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map((field) => Number(field) * MS_PER_TICK);
  return { parent: Number(fields[1]), own: user + system, ended: endedUser + endedSystem };
}

function isChild(pid, parent) {
  return ticksOf(pid).parent === parent;
}

/** A process or thread may end between the listing and the reading; then it counts as nothing here. */
function readOr(file) {
  try { return readFileSync(file, 'utf8'); } catch { return ''; }
}

function listOr(folder) {
  try { return readdirSync(folder); } catch { return []; }
}

export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/** Medians of every figure over the rounds, and how far the CPU figure went apart. */
export function summarise(rounds) {
  if (rounds.length === 0) return null;
  const medians = Object.fromEntries(Object.keys(rounds[0]).map((name) => [name, round(median(rounds.map((figures) => figures[name])))]));
  const cpu = rounds.map((figures) => figures.cpuMsPerTurn);
  return { ...medians, cpuMsPerTurnRange: [round(Math.min(...cpu)), round(Math.max(...cpu))] };
}

export function round(value) {
  return Number(value.toPrecision(4));
}

/** Numbers in [0, 1) that follow from a seed (mulberry32), for an order that can be played again. */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffle(values, random) {
  return values.map((value) => ({ value, at: random() })).sort((a, b) => a.at - b.at).map(({ value }) => value);
}
