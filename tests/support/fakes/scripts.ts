/** Lists of what comes next, by name; an empty list means: the usual. */
export const scripts = <T>(): {
  add(name: string, ...next: readonly T[]): void;
  next(name: string): T | undefined;
} => {
  const lists = new Map<string, T[]>();
  return {
    add: (name, ...next) => lists.set(name, [...(lists.get(name) ?? []), ...next]),
    next: (name) => lists.get(name)?.shift(),
  };
};
