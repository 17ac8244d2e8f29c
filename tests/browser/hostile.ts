/** What people may write to make a page run, ask, look or read otherwise than it should. Made by rule, so that there are as many as wanted. */

const RUNS = 'window.wasRun=(window.wasRun||0)+1';
const ELSEWHERE = 'https://elsewhere.invalid/x';

const SEEDS: readonly ((at: number) => string)[] = [
  (at) => `<script>${RUNS};/*${at}*/</script>`,
  (at) => `<img src=x${at} onerror="${RUNS}">`,
  (at) => `<svg/onload=${RUNS} id=${at}>`,
  (at) => `"><iframe src="${ELSEWHERE}${at}"></iframe>`,
  (at) => `<a href="javascript:${RUNS}" id=a${at}>press</a>`,
  (at) => `[press ${at}](javascript:${RUNS})`,
  (at) => `![picture](${ELSEWHERE}/${at}.png)`,
  (at) => `javascript:${RUNS}//${at}`,
  (at) => `data:text/html,<script>${RUNS}</script>${at}`,
  (at) => `<style>@import "${ELSEWHERE}${at}";*{display:none}</style>`,
  (at) => `<link rel=stylesheet href=${ELSEWHERE}${at}.css>`,
  (at) => `<form action="${ELSEWHERE}"><input name=a value=${at} autofocus onfocus="${RUNS}"></form>`,
  (at) => `{{constructor.constructor('${RUNS}')()}} \${${RUNS}} ${at}`,
  (at) => `{"type":"AdaptiveCard","body":[{"type":"Image","url":"${ELSEWHERE}${at}"}]}`,
  (at) => `\u202Etxt.exe\u202C ${at} \u2067abc\u2066`,
  (at) => `\u202D\u202A\u202B${'\u202E'.repeat(at % 20 + 1)} abc`,
  (at) => `a\u0000b\u0008c\u001b[31m ${at}`,
  (at) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${RUNS}&gt;">${at}`,
  (at) => `<template><slot name=x${at}></template><object data="${ELSEWHERE}"></object><embed src="${ELSEWHERE}">`,
  (at) => `&lt;script&gt;${RUNS}&lt;/script&gt; &#x3C;img src=x onerror=${RUNS}&#x3E; ${at}`,
  (at) => `<base href="${ELSEWHERE}${at}/"><meta http-equiv=refresh content="0;url=${ELSEWHERE}">`,
  (at) => `${'ش'.repeat(at % 7 + 1)}${'W'.repeat(400)}${at}`,
  (at) => `<fluent-button onclick="${RUNS}" autofocus onfocus="${RUNS}">${at}</fluent-button>`,
  (at) => `'; ${RUNS}; // \`${at}\` </title></textarea><script>${RUNS}</script>`,
  (at) => `constructor __proto__ toString ${at} "]'])[onerror=${RUNS}]`,
];

/** The same number gives the same words. */
export function hostileWords(count: number): string[] {
  return Array.from({ length: count }, (_, at) => SEEDS[at % SEEDS.length]!(at));
}
