import { z } from "zod/v4";
import { given, text } from "../json.ts";
import { type Handler, param, type Route } from "../router.ts";
import { type Row, rowAt, rowsOf } from "../state.ts";
import {
  bodyError,
  defenderEntity,
  defenderError,
  defenderList,
  resourceNotFound,
} from "./answers.ts";

/** Members of post-ti-indicator that a client may send. */
const submit = z.strictObject({
  indicatorValue: z.string().min(1),
  indicatorType: z.enum(["FileSha1", "FileSha256", "FileMd5", "IpAddress", "DomainName", "Url"]),
  action: z.enum(["Alert", "Warn", "Block", "Audit", "BlockAndRemediate", "Allowed"]),
  title: z.string().min(1),
  description: z.string().min(1),
  expirationTime: z.iso.datetime().optional(),
  severity: z.enum(["Informational", "Low", "Medium", "High"]).optional(),
  recommendedActions: z.string().optional(),
  application: z.string().optional(),
  generateAlert: z.boolean().optional(),
});
type Submitted = z.infer<typeof submit>;

/** What a value must look like, and the code of the refusal (common-errors). */
const shapes: Readonly<Record<Submitted["indicatorType"], readonly [RegExp, string]>> = {
  FileSha1: [/^[0-9a-f]{40}$/i, "InvalidHashValue"],
  FileSha256: [/^[0-9a-f]{64}$/i, "InvalidHashValue"],
  FileMd5: [/^[0-9a-f]{32}$/i, "InvalidHashValue"],
  IpAddress: [/^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]+:[0-9a-f:.]*)$/i, "InvalidIpAddress"],
  DomainName: [/^([a-z0-9-]+\.)+[a-z0-9-]+$/i, "InvalidDomainName"],
  Url: [/^https?:\/\/\S+$/i, "InvalidUrl"],
};

/** 200: a new indicator, or the one of the same type and value with what was sent (submit or update). */
const submitIndicator: Handler = (state, call) => {
  const parsed = submit.safeParse(call.body);
  if (!parsed.success) {
    const required = ["indicatorValue", "indicatorType", "action", "title", "description"];
    return bodyError(call.body, required);
  }
  const { indicatorValue, indicatorType } = parsed.data;
  const [shape, code] = shapes[indicatorType];
  if (!shape.test(indicatorValue)) {
    return defenderError(400, code, `Value ${indicatorValue} is invalid.`);
  }
  const twin = rowsOf(state, "indicators").find(
    (row) => row["indicatorType"] === indicatorType && row["indicatorValue"] === indicatorValue,
  );
  const row: Row = {
    id: twin ? text(twin, "id") : String(Object.keys(state.indicators).length + 900),
    creationTimeDateTimeUtc: call.now.toISOString(),
    createdBy: "c0dec0de-0000-4000-8000-0000000000c1",
    sourceType: "AadApp",
    expirationTime: null,
    severity: "Informational",
    rbacGroupNames: [],
    ...twin,
    ...given(parsed.data),
  };
  const change = { table: "indicators", key: text(row, "id"), row } as const;
  return { ...defenderEntity(call, "Indicators", row), changes: [change] };
};

const listIndicators: Handler = (state, call) => {
  const isActive = (row: Row): boolean =>
    row["expirationTime"] === null || Date.parse(text(row, "expirationTime")) > call.now.getTime();
  return defenderList(call, rowsOf(state, "indicators").filter(isActive), {
    set: "Indicators",
    filterable: ["indicatorValue", "indicatorType", "action", "title", "severity", "createdBy"],
  });
};

const deleteIndicator: Handler = (state, call) => {
  const id = param(call, "indicator");
  return rowAt(state, "indicators", id)
    ? { status: 204, changes: [{ table: "indicators", key: id, row: null }] }
    : resourceNotFound("Indicator", id);
};

/** What devices block: files, addresses, domains. */
export const indicatorRoutes: readonly Route[] = [
  { method: "GET", path: "/api/indicators", handle: listIndicators },
  { method: "POST", path: "/api/indicators", handle: submitIndicator },
  { method: "DELETE", path: "/api/indicators/:indicator", handle: deleteIndicator },
];
