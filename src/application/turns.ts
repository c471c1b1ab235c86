/** Work on one record takes turns in this process; between processes the expected version decides. */

/** Losing a race means deciding again on the newer state; so many losses in a row mean a fault. */
const attempts = 25;

/** Runs work after whatever was asked for under the same key before, whether that went well or not. */
export type TakeTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;

export const makeTurns = (): TakeTurn => {
  const turns = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
    turns.set(key, turn);
    const leave = (): void => {
      if (turns.get(key) === turn) turns.delete(key);
    };
    turn.then(leave, leave);
    return turn;
  };
};

/** Tries again for as long as somebody else was first; throws after 25 lost races in a row. */
export const untilFirst = async <T>(
  name: string,
  attempt: () => Promise<T | "conflict">,
): Promise<T> => {
  for (let tries = 0; tries < attempts; tries += 1) {
    const result = await attempt();
    if (result !== "conflict") return result;
  }
  throw new Error(`${name}: lost ${attempts} races in a row`);
};
