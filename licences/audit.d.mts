/** The packages of package-lock.json whose licence is not listed, one line each. */
export function unlisted(packages: Record<string, { license?: string; version?: string; link?: boolean }>): string[];
