/** What a request asks for, checked: whatever is not as expected is refused with a sentence that says what was. */
import type { Request } from 'restify';
import { isDay } from '../../services/day';
import { HttpError } from '../answers';

export type Body = Readonly<Record<string, unknown>>;

const ID = /^[^\s\0]{1,300}$/u;
const NUMBER = /^\d{1,18}$/;

function refuse(expected: string): never {
  throw new HttpError(400, 'BadRequest', `${expected}.`);
}

/** A part of the address. */
export function pathId(request: Request, name = 'id'): string {
  const id = (request.params as Readonly<Record<string, string | undefined>>)[name] ?? '';
  return ID.test(id) ? id : refuse('Name what is asked for in the address');
}

export function searchOf(request: Request): URLSearchParams {
  return new URL(request.url ?? '', 'http://localhost').searchParams;
}

/** The number of a row that a list goes on from. */
export function rowIn(search: URLSearchParams, name: string): string | undefined {
  const given = search.get(name);
  return given === null || NUMBER.test(given) ? given ?? undefined : refuse(`${name} is the number of a row`);
}

export function dayIn(search: URLSearchParams, name: string): string {
  const given = search.get(name) ?? '';
  return isDay(given) ? given : refuse(`${name} is a day such as 2027-01-31`);
}

export function countIn(search: URLSearchParams, name: string, most: number): number {
  const given = Number(search.get(name) ?? 0);
  return Number.isInteger(given) && given >= 0 && given <= most ? given : refuse(`${name} is a whole number from 0 to ${most}`);
}

export function wordsIn(search: URLSearchParams, name: string, most = 200): string {
  const given = search.get(name) ?? '';
  return given.length <= most && given.isWellFormed() && !given.includes('\0') ? given.trim() : refuse(`${name} has at most ${most} characters`);
}

export function oneIn<T extends string>(search: URLSearchParams, name: string, all: readonly T[]): T | undefined {
  const given = search.get(name) ?? '';
  return given === '' ? undefined : all.includes(given as T) ? given as T : refuse(`${name} is one of ${all.join(', ')}`);
}

/** The number that the page gave to a press, so that the same press counts once. */
export function pressOf(body: Body): string {
  return typeof body.id === 'string' && /^[\w.-]{8,100}$/.test(body.id) ? body.id : refuse('id is a number of the page\'s own making: 8 to 100 letters, digits, points and dashes');
}

export function textOf(body: Body, name: string, most: number, least = 1): string {
  const given = body[name];
  return typeof given === 'string' && given.length >= least && given.length <= most ? given : refuse(`${name} is a text of ${least} to ${most} characters`);
}

export function idOf(body: Body, name: string): string {
  const given = body[name];
  return typeof given === 'string' && ID.test(given) ? given : refuse(`${name} is an id`);
}

/** Nothing where the body does not have it. */
export function maybe<T>(body: Body, name: string, read: () => T): T | undefined {
  return body[name] === undefined || body[name] === null ? undefined : read();
}

export function oneOf<T extends string>(body: Body, name: string, all: readonly T[]): T {
  return all.includes(body[name] as T) ? body[name] as T : refuse(`${name} is one of ${all.join(', ')}`);
}

export function someOf<T extends string>(body: Body, name: string, all: readonly T[]): readonly T[] {
  const given = body[name];
  if (Array.isArray(given) && given.length <= 50 && given.every((each) => all.includes(each as T))) return [...new Set(given as T[])];
  return refuse(`${name} is a list of some of ${all.join(', ')}`);
}

export function idsOf(body: Body, name: string, most: number): readonly string[] {
  const given = body[name];
  return Array.isArray(given) && given.length <= most && given.every((each) => typeof each === 'string' && ID.test(each)) ? [...new Set(given as string[])] : refuse(`${name} is a list of at most ${most} ids`);
}

export function numberOf(body: Body, name: string, least: number, most: number): number {
  const given = body[name];
  return typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most ? given : refuse(`${name} is a whole number from ${least} to ${most}`);
}

export function flagOf(body: Body, name: string): boolean {
  return typeof body[name] === 'boolean' ? body[name] : refuse(`${name} is true or false`);
}
