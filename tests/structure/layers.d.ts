export declare const FLOORS: readonly { name: string; holds: readonly string[] }[];
