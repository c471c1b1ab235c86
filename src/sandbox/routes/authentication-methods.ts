import { z } from "zod/v4";
import { graphError, notFound } from "../errors.ts";
import { text } from "../json.ts";
import { collection, entity } from "../odata.ts";
import { type Call, param, type Route } from "../router.ts";
import { type Row, rowAt, type State, visible } from "../state.ts";
import { accessPassSeen, accessPassType } from "./access-passes.ts";
import { rowsOfUser, withUser } from "./find-user.ts";

/** Typed collections by the `@odata.type` of their entities. Not all can be deleted (graph.md 3.3). */
const typed = [
  { path: "passwordMethods", type: "#microsoft.graph.passwordAuthenticationMethod" },
  { path: "phoneMethods", type: "#microsoft.graph.phoneAuthenticationMethod" },
  { path: "fido2Methods", type: "#microsoft.graph.fido2AuthenticationMethod" },
  {
    path: "microsoftAuthenticatorMethods",
    type: "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod",
  },
  { path: "emailMethods", type: "#microsoft.graph.emailAuthenticationMethod" },
  { path: "softwareOathMethods", type: "#microsoft.graph.softwareOathAuthenticationMethod" },
  {
    path: "windowsHelloForBusinessMethods",
    type: "#microsoft.graph.windowsHelloForBusinessAuthenticationMethod",
  },
  {
    path: "platformCredentialMethods",
    type: "#microsoft.graph.platformCredentialAuthenticationMethod",
  },
  { path: "externalAuthenticationMethods", type: "#microsoft.graph.externalAuthenticationMethod" },
  { path: "temporaryAccessPassMethods", type: accessPassType },
] as const;

/** Graph doesn't page authentication methods: a person has a dozen at most. */
const unpaged = { pageSize: 100 };

const allOf = (state: State, user: Row): readonly Row[] =>
  rowsOfUser(state, "authenticationMethods", user);

const methodsOf = (state: State, user: Row, type: string): readonly Row[] =>
  allOf(state, user).filter((row) => row["@odata.type"] === type);

/** As the clock has it: passes run out. */
const seen = (rows: readonly Row[], { now }: Call): readonly Row[] =>
  rows.map((row) => accessPassSeen(row, now));

const listAll = withUser((state, call, user) =>
  collection(call, seen(allOf(state, user), call), unpaged),
);

const listTyped = (type: string): Route["handle"] =>
  withUser((state, call, user) =>
    collection(call, seen(methodsOf(state, user, type), call), unpaged),
  );

const getTyped = (type: string): Route["handle"] =>
  withUser((state, call, user) => {
    const found = methodsOf(state, user, type).find((row) => row["id"] === param(call, "method"));
    return found ? entity(call, accessPassSeen(found, call.now)) : notFound(param(call, "method"));
  });

/** Why it can't go yet: the alternate phone goes before the mobile one, the default after all others. */
const orderRefusal = (found: Row, all: readonly Row[]): string | undefined => {
  const others = all.filter((row) => row !== found && row["@odata.type"] !== typed[0].type);
  if (
    found["phoneType"] === "mobile" &&
    others.some((row) => row["phoneType"] === "alternateMobile")
  ) {
    return "The alternate mobile phone must be deleted before the mobile phone.";
  }
  return found["_default"] === true && others.length > 0
    ? "This authentication method is the user's current default authentication method, and cannot be deleted until the default authentication method is changed."
    : undefined;
};

/** 204; the default method answers 400 while others remain (graph.md 3.3, deletion order). */
const deleteTyped = (type: string): Route["handle"] =>
  withUser((state, call, user) => {
    const found = methodsOf(state, user, type).find((row) => row["id"] === param(call, "method"));
    if (!found) return notFound(param(call, "method"));
    const refusal = orderRefusal(found, allOf(state, user));
    if (refusal !== undefined) return graphError(400, "badRequest", refusal);
    return {
      status: 204,
      changes: [{ table: "authenticationMethods", key: text(found, "_key"), row: null }],
    };
  });

const phone = z.strictObject({
  "@odata.type": z.string().optional(),
  phoneNumber: z.string().regex(/^\+\d{1,3} [\d x]{4,}$/),
  phoneType: z.enum(["mobile", "alternateMobile", "office"]),
});

/** The microsoft.graph metadata fixes these ids: one phone of each type. */
const phoneIds = {
  mobile: "3179e48a-750b-4051-897c-87b9720928f7",
  alternateMobile: "b6332ec1-7057-4abe-9331-3d72feddfe41",
  office: "e37fc753-ff3b-4958-9484-eaa9425c82bc",
} as const;

const addPhone = withUser((state, call, user) => {
  const parsed = phone.safeParse(call.body);
  if (!parsed.success) return graphError(400, "badRequest", "The phone number is not valid.");
  const { phoneNumber, phoneType } = parsed.data;
  const id = phoneIds[phoneType];
  const key = `${text(user, "id")}/${id}`;
  if (rowAt(state, "authenticationMethods", key)) {
    return graphError(400, "badRequest", "A phone method of this type already exists.");
  }
  const row: Row = {
    "@odata.type": typed[1].type,
    id,
    phoneNumber,
    phoneType,
    smsSignInState: "notAllowedByPolicy",
    createdDateTime: call.now.toISOString(),
    _userId: text(user, "id"),
    _key: key,
  };
  return {
    status: 201,
    body: visible(row),
    changes: [{ table: "authenticationMethods", key, row }],
  };
});

/** How people prove who they are: read all, read and delete by type, add a phone. */
export const authenticationMethodRoutes: readonly Route[] = [
  { method: "GET", path: "/users/:user/authentication/methods", handle: listAll },
  { method: "POST", path: "/users/:user/authentication/phoneMethods", handle: addPhone },
  ...typed.flatMap(({ path, type }): readonly Route[] => {
    const base = `/users/:user/authentication/${path}`;
    return [
      { method: "GET", path: base, handle: listTyped(type) },
      { method: "GET", path: `${base}/:method`, handle: getTyped(type) },
      ...(path === "passwordMethods"
        ? []
        : [{ method: "DELETE" as const, path: `${base}/:method`, handle: deleteTyped(type) }]),
    ];
  }),
];
