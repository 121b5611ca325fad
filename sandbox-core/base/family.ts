// What a guest may ask for, in seven families. The order is the order of lanes and the stored number of each.

export const FAMILIES = ['files', 'time', 'random', 'env', 'network', 'stdio', 'process'] as const;

export type Family = (typeof FAMILIES)[number];
