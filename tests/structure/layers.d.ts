export declare const ROAD: Readonly<Record<string, readonly string[]>>;
export declare const FLOORS: readonly { name: string; holds: readonly string[] }[];
