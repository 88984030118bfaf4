export const BUNDLED: ReadonlySet<string>;
export const INSTALLED: ReadonlySet<string>;
export const EXCEPTIONS: ReadonlyMap<string, string>;
/** Whether an SPDX expression can be met by licences of the list. */
export function isMet(expression: string, licences: ReadonlySet<string>): boolean;
