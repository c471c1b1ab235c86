import { randomUUID } from "node:crypto";
import { type Response } from "undici";
import { z } from "zod/v4";
import { type Exchange, TenantFault } from "../../actions/tenant.ts";
import { type Json } from "../../core/shared/canonical-json.ts";
import { type Instant } from "../../core/shared/ids.ts";
import { type Credential } from "../microsoft/credential.ts";
import {
  answerFault,
  type CallName,
  cleanCode,
  innermostCode,
  silenceFault,
  unreadableFault,
} from "../microsoft/faults.ts";
import { makeSender, type Sender, type SenderOptions } from "../microsoft/sender.ts";

export type ExchangeOptions = SenderOptions & {
  /** False where the operator left `EXCHANGE_ADMIN` off: then nothing is ever sent (docs/adr/0008). */
  readonly enabled: boolean;
  /** For example `https://outlook.office365.com`. */
  readonly baseUrl: string;
  /** `https://outlook.office365.com/.default` in the public cloud. */
  readonly scope: string;
  readonly tenantId: string;
  readonly credential: Credential;
  readonly now: () => Instant;
};

/** Exchange over the network; `close` cuts its connections. */
export type ExchangePort = Exchange & { close(): Promise<void> };

/** More pages of 1,000 objects than this aren't needed for one mailbox. */
const mostPages = 20;

/** The organisation's arbitration mailbox, the same in every tenant: routes calls that name no mailbox. */
const anchorOf = (tenantId: string): string =>
  `UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@${tenantId}`;

const pageSchema = z.looseObject({
  value: z.array(z.unknown()),
  "@odata.nextLink": z.string().nullish(),
});

const detailSchema = z.looseObject({
  error: z.looseObject({ details: z.array(z.looseObject({ message: z.string() })) }),
});

/** The cmdlet's exception, for example `ManagementObjectNotFoundException`, from `|Type|text` in the details. */
const exceptionOf = (body: unknown): string | undefined => {
  const parsed = detailSchema.safeParse(body);
  const message = parsed.success ? parsed.data.error.details[0]?.message : undefined;
  const type = message === undefined ? undefined : /^\|([\w.]+)\|/.exec(message)?.[1];
  return type === undefined ? undefined : cleanCode(type.split(".").at(-1) ?? "");
};

const bodyOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway's HTML page, or nothing: callers treat it as an answer without content.
    return undefined;
  }
};

const pageOf = async (response: Response, name: CallName, now: Instant) => {
  const requestId = response.headers.get("request-id") ?? name.requestId;
  const named = { ...name, requestId };
  let text: string;
  try {
    text = await response.text();
  } catch (caught) {
    throw silenceFault(named, caught);
  }
  const body = bodyOf(text);
  if (response.ok) {
    const parsed = pageSchema.safeParse(body);
    if (parsed.success) return parsed.data;
    throw unreadableFault(named, parsed.error);
  }
  const exception = exceptionOf(body);
  const isMissing = exception === "ManagementObjectNotFoundException";
  throw answerFault(named, {
    status: isMissing ? 404 : response.status,
    code: exception ?? innermostCode(body),
    retryAfter: response.headers.get("retry-after"),
    now,
  });
};

const off = (cmdlet: string): TenantFault =>
  new TenantFault(`Exchange is off here; ${cmdlet} wasn't requested`, {
    kind: "refused",
    code: "ExchangeOff",
    requestId: "",
  });

type Page = z.infer<typeof pageSchema>;
type AskPage = (url: string, cmdlet: string, body: string) => Promise<Page>;

const makeAskPage =
  ({ tenantId, credential, scope, now }: ExchangeOptions, sender: Sender): AskPage =>
  async (url, cmdlet, body) => {
    const id = randomUUID();
    const name = { service: "Exchange Online", call: cmdlet, requestId: id };
    const headers = {
      authorization: `Bearer ${await credential.token(scope)}`,
      "content-type": "application/json",
      accept: "application/json",
      "client-request-id": id,
      prefer: "odata.maxpagesize=1000",
      "X-AnchorMailbox": anchorOf(tenantId),
      "X-ResponseFormat": "json",
    };
    let response: Response;
    try {
      response = await sender.send({ url, method: "POST", headers, body });
    } catch (caught) {
      throw silenceFault(name, caught);
    }
    return pageOf(response, name, now());
  };

const foreignLink = (): TenantFault =>
  new TenantFault("Exchange's next page lies on another host; it wasn't followed", {
    kind: "refused",
    code: "ForeignNextLink",
    requestId: "",
  });

/**
 * Exchange Online's admin cmdlets, by the endpoint that its PowerShell module calls itself. It isn't
 * documented for others (docs/adr/0008). Never repeats a call. Throws TenantFault only.
 */
export const makeExchange = (options: ExchangeOptions): ExchangePort => {
  const { enabled, baseUrl, tenantId } = options;
  const { origin } = new URL(baseUrl);
  const sender = makeSender(options);
  const askPage = makeAskPage(options, sender);
  const first = `${origin}/adminapi/beta/${encodeURIComponent(tenantId)}/InvokeCommand`;

  const invoke = async (
    cmdlet: string,
    parameters: Readonly<Record<string, Json>>,
  ): Promise<readonly unknown[]> => {
    if (!enabled) throw off(cmdlet);
    const body = JSON.stringify({ CmdletInput: { CmdletName: cmdlet, Parameters: parameters } });
    const values: unknown[] = [];
    let url: string | null | undefined = first;
    for (let count = 0; typeof url === "string" && count < mostPages; count += 1) {
      const page: Page = await askPage(url, cmdlet, body);
      values.push(...page.value);
      url = page["@odata.nextLink"];
      if (typeof url !== "string") break;
      if (!URL.canParse(url) || new URL(url).origin !== origin) throw foreignLink();
    }
    return values;
  };

  return { available: enabled, invoke, close: () => sender.close() };
};
