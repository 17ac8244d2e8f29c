import type { Act } from '../../dialogs/topics/deciding';
import type { Topic } from '../../dialogs/topics/topic';

export interface HeldLine { readonly topic: string; readonly lang: string; readonly text: string }
export interface HeldQuestion extends HeldLine { readonly facts: readonly string[] }
export interface Reading { readonly read: (text: string) => Act; readonly intentOf: (topic: string) => string; readonly intentsOf: (topics: readonly Topic[]) => readonly string[] }
export const LANGUAGES: readonly string[];
export function heldLines(language: string): HeldLine[];
export function heldQuestions(language: string): HeldQuestion[];
/** Shares of 0 to 1. */
export function measure(rows: readonly HeldLine[], reading: Reading): { readonly helped: number; readonly rightAtOnce: number; readonly wrongStart: number; readonly asked: number; readonly outOfScopeActedUpon: number };
export function carries(facts: readonly string[], needed: readonly string[]): boolean;
