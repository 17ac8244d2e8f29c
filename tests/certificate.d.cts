/** Key and certificate, both in PEM. */
export function certify(names: readonly string[]): { readonly key: string; readonly cert: string };
