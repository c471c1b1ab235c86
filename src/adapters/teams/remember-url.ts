/** The last service URL that a verified activity named. Teams may change it, so the newest wins. */
import { type Log } from "../../application/ports/runtime.ts";
import { type ServiceUrls } from "./options.ts";
import { type IsAllowed } from "./service-url.ts";

export type RememberedUrl = {
  current(): string | undefined;
  /** Keeps a URL that has been checked. Saving may fail: the next activity tries again. */
  remember(url: string): Promise<void>;
};

/** Loads the kept URL, if it is still allowed; else starts with `fallback`. */
export const makeRememberedUrl = async (deps: {
  readonly store: ServiceUrls;
  readonly fallback: string | undefined;
  readonly isAllowed: IsAllowed;
  readonly log: Log;
}): Promise<RememberedUrl> => {
  const kept = await deps.store.load();
  let saved = kept !== undefined && deps.isAllowed(kept) ? kept : undefined;
  let current = saved ?? deps.fallback;
  return {
    current: () => current,
    remember: async (url) => {
      current = url;
      if (saved === url) return;
      try {
        await deps.store.save(url);
        saved = url;
      } catch (caught) {
        deps.log.warn(
          { reason: caught instanceof Error ? caught.message : "unknown" },
          "The service URL of Teams was not saved",
        );
      }
    },
  };
};
