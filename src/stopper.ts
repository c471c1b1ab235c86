/** Whatever starts also stops, in reverse. */
export type Stopper = { add(stop: () => Promise<void>): void; stop(): Promise<void> };

/** Collects ways to stop; one that fails doesn't keep the others from stopping. */
const makeStopper = (): Stopper => {
  const stops: (() => Promise<void>)[] = [];
  return {
    add: (stop) => {
      stops.push(stop);
    },
    stop: async () => {
      const faults: unknown[] = [];
      for (let stop = stops.pop(); stop; stop = stops.pop()) {
        await stop().catch((fault: unknown) => faults.push(fault));
      }
      if (faults.length > 0) throw new AggregateError(faults, "not everything stopped");
    },
  };
};

/** Runs a start; what it had started before a failure is stopped again, and the failure thrown. */
export const startOrStop = async <T>(start: (stopper: Stopper) => Promise<T>): Promise<T> => {
  const stopper = makeStopper();
  try {
    return await start(stopper);
  } catch (fault) {
    await stopper.stop();
    throw fault;
  }
};
