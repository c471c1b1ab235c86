/** Many people in the sandbox, for lists. */
import { Agent, fetch } from "undici";
import { z } from "zod/v4";
import { type Sandbox } from "../../../src/sandbox/start-sandbox.ts";

const ids = z.array(z.string());
const crowd = z.object({ ids, admins: ids, guests: ids, disabled: ids, restricted: ids });
export type Crowd = z.infer<typeof crowd>;

export type CrowdOrder = {
  readonly count: number;
  readonly admins?: number;
  readonly guests?: number;
  readonly disabled?: number;
  readonly restricted?: number;
};

/** Adds them; their numbers are in their names, `crowd.00042@contoso.example`. */
export const addCrowd = async (
  { sandbox }: { readonly sandbox: Pick<Sandbox, "url" | "caPem"> },
  order: CrowdOrder,
): Promise<Crowd> => {
  const agent = new Agent({ connect: { ca: sandbox.caPem } });
  try {
    const response = await fetch(`${sandbox.url}/_sandbox/crowd`, {
      method: "POST",
      dispatcher: agent,
      body: JSON.stringify(order),
    });
    return crowd.parse(await response.json());
  } finally {
    await agent.close();
  }
};
