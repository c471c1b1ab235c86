type Metadata = Map<unknown, unknown>;

/**
 * The three `Reflect` functions that the dependency injector inside `@peculiar/x509` asks for
 * (it refuses to load without `Reflect.getMetadata`). Does nothing where they exist already.
 */
export const installReflectMetadata = (): void => {
  if ("getMetadata" in Reflect) return;
  const store = new WeakMap<object, Metadata>();
  const own = (key: unknown, target: object): unknown => store.get(target)?.get(key);
  const inherited = (key: unknown, target: object): unknown => {
    for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
      const value = own(key, at);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const define = (key: unknown, value: unknown, target: object): void => {
    const metadata = store.get(target) ?? new Map<unknown, unknown>();
    store.set(target, metadata.set(key, value));
  };
  Object.assign(Reflect, {
    getMetadata: inherited,
    getOwnMetadata: own,
    defineMetadata: define,
  });
};
