import { TenantFault } from "../tenant.ts";
import { isFinal } from "../read.ts";

/** A fact, or the code of the refusal that kept it from being read. */
export type Evaluated<T> = { readonly value: T } | { readonly unknown: string };

/** A flag that can't be evaluated is "unknown" with the reason, never false. */
export const evaluated = async <T>(ask: Promise<T>): Promise<Evaluated<T>> => {
  try {
    return { value: await ask };
  } catch (fault) {
    if (!(fault instanceof TenantFault) || !isFinal(fault)) throw fault;
    return { unknown: fault.code };
  }
};
