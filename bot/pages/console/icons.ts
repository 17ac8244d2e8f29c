/** Small pictures, drawn in lines; each stands beside words or has a name of its own. */

const PATHS = {
  queue: 'M3 5h14M3 10h14M3 15h9', partners: 'M4 17V4h8v13M12 8h4v9M2.5 17h15M6.5 7.5h3M6.5 10.5h3M6.5 13.5h3', figures: 'M3.5 16.5h13M5.5 14V9M10 14V4M14.5 14v-7',
  audit: 'M10 2.5l6 2.2v4.6c0 3.7-2.5 6.6-6 8.2-3.5-1.600-6-4.500-6-8.200V4.700zM7.300 10l2 2 3.400-3.800', agents: 'M7.500 9a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM2.500 16.500c0-3 2-4.800 5-4.800s5 1.800 5 4.800M13.500 9.200a2.300 2.300 0 1 0-.6-4.500M14.500 11.800c1.900.4 3 2 3 4.700',
  canned: 'M4 3.500h12v9.500H9l-3.500 3V13H4zM7 6.800h6M7 9.800h4', settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4', leave: 'M8 3.500H4v13h4M12.500 6.500L16 10l-3.500 3.500M16 10H8',
  search: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM13 13l4 4', back: 'M12.500 4.500L7 10l5.500 5.500', accept: 'M4 10.500l4 4 8-9', close: 'M5 5l10 10M15 5L5 15', send: 'M3.500 16.500l13.500-6.500L3.500 3.500 5 10zM5 10h6',
  note: 'M5.500 9V6.800a4.500 4.500 0 0 1 9 0V9M4 9h12v8H4zM10 12v2.500', attach: 'M14.500 9.500l-5 5a3.200 3.200 0 0 1-4.600-4.600l6-6a2.200 2.200 0 0 1 3.100 3.100l-5.800 5.800a1 1 0 0 1-1.500-1.500l5-5', transfer: 'M3 7h13M12.500 3.500L16 7l-3.500 3.500M17 13.500H4M7.500 10L4 13.500 7.500 17',
  invite: 'M8 9a2.800 2.800 0 1 0 0-5.600A2.800 2.800 0 0 0 8 9zM3 16.500c0-3 2-4.800 5-4.800 1.200 0 2.300.3 3.100.8M14.500 11.500v6M11.500 14.500h6', person: 'M10 9.500a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM4 17c0-3.400 2.400-5 6-5s6 1.600 6 5', bot: 'M4.500 7.500h11v8h-11zM10 7.500V4M10 3.500v.1M7.500 10.800v1M12.500 10.800v1M2.500 10.500v3M17.500 10.500v3',
  file: 'M5 2.500h6.500L15 6v11.500H5zM11.500 2.500V6H15', edit: 'M4 16l.8-3.600L13.500 3.700l2.800 2.800-8.700 8.700zM11.800 5.400l2.800 2.800', bell: 'M5 13.500V9a5 5 0 0 1 10 0v4.500l1.500 1.500h-13zM8.500 17h3', more: 'M5 10h.1M10 10h.1M15 10h.1', dossier: 'M3 4h14v12H3zM12 4v12M14 7.500h1M14 10.500h1', keys: 'M2.500 5.500h15v9h-15zM5 8.500h1M8 8.500h1M11 8.500h1M14 8.500h1M6.500 11.800h7',
  download: 'M10 3v9.500M6 9l4 4 4-4M4 16.500h12', upload: 'M10 13V3.500M6 7l4-4 4 4M4 16.500h12', globe: 'M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15zM2.500 10h15M10 2.500c-5 5-5 10 0 15M10 2.500c5 5 5 10 0 15', warning: 'M10 3.500l7.500 13h-15zM10 8.500v3.500M10 14.300v.1', info: 'M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15zM10 9.500v4M10 6.500v.1', clock: 'M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15zM10 6v4.500l3 1.500', unlock: 'M6 9V6.500a4 4 0 0 1 7.800-1.200M4 9h12v8H4z', step: 'M4 4v12M4 5h10l-2.500 3L14 11H4',
} as const;
export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName, slot?: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  for (const [key, value] of Object.entries({ viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true', ...(slot && { slot }) })) svg.setAttribute(key, value);
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
